package dev.sendoff.ingest.functions.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object, each of the type that is asked for, or the request is refused. A null is as good as none. */
public final class Fields {

    private final ObjectNode fields;

    Fields(ObjectNode fields) {
        this.fields = fields;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** Whether the field says nothing: absent, empty, false, or made of nothing but such values. */
    public boolean saysNothing(String name) {
        return saysNothing(value(name));
    }

    private static boolean saysNothing(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return true;
        }
        if (value.isContainerNode()) {
            for (JsonNode each : value) {
                if (!saysNothing(each)) {
                    return false;
                }
            }
            return true;
        }
        return value.isTextual() ? value.textValue().isEmpty() : value.isBoolean() && !value.booleanValue();
    }

    public @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isTextual()) {
            throw wrong(name, "a string");
        }
        return value == null ? null : value.textValue();
    }

    public @Nullable Integer integer(String name) {
        JsonNode value = value(name);
        if (value != null && (!value.isIntegralNumber() || !value.canConvertToInt())) {
            throw wrong(name, "a whole number");
        }
        return value == null ? null : value.intValue();
    }

    /** False if it is absent. */
    public boolean flag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value != null && value.booleanValue();
    }

    public byte @Nullable [] bytes(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isBinary()) {
            throw wrong(name, "a string in base64");
        }
        try {
            return value.binaryValue();
        } catch (IOException e) {
            throw new IllegalStateException("bytes need no reading", e);
        }
    }

    public @Nullable Fields object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof ObjectNode object) {
            return new Fields(object);
        }
        throw wrong(name, "an object");
    }

    public @Nullable List<String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!value.isArray() || !each.isTextual()) {
                throw wrong(name, "a list of strings");
            }
            texts.add(each.textValue());
        }
        if (!value.isArray()) {
            throw wrong(name, "a list of strings");
        }
        return texts;
    }

    /** In the order that they were given in. */
    public @Nullable Map<String, String> map(String name) {
        Fields object = object(name);
        if (object == null) {
            return null;
        }
        Map<String, String> map = new LinkedHashMap<>();
        object.fields.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw wrong(name, "an object of strings");
            }
            map.put(entry.getKey(), entry.getValue().textValue());
        });
        return map;
    }

    /** In the order that they were given in. */
    public @Nullable Map<String, Double> numbers(String name) {
        Fields object = object(name);
        if (object == null) {
            return null;
        }
        Map<String, Double> map = new LinkedHashMap<>();
        object.fields.properties().forEach(entry -> {
            if (!entry.getValue().isNumber()) {
                throw wrong(name, "an object of numbers");
            }
            map.put(entry.getKey(), entry.getValue().doubleValue());
        });
        return map;
    }

    private static RefusedException wrong(String name, String what) {
        return RequestBody.malformed(name + " must be " + what);
    }
}
