package dev.sendoff.ingest.http;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.problems.Problem;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.UnknownFunctionException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.UnaryOperator;

/** How the native API shows and changes a setting of a function: the same errors for each. */
@Singleton
final class FunctionSettingsForm {

    /** Makes the document that shows the setting. */
    interface View {
        Object of(Function function);
    }

    private final Functions functions;

    FunctionSettingsForm(Functions functions) {
        this.functions = functions;
    }

    Response show(String name, View view) {
        try {
            return functions.find(name).map(function -> shown(function, view)).orElseGet(() -> unknown(name));
        } catch (RegistryException e) {
            return unavailable(e);
        }
    }

    Response change(String name, UnaryOperator<FunctionSettings> change, View view) {
        try {
            return shown(functions.changeSettings(name, change), view);
        } catch (UnknownFunctionException e) {
            return unknown(name);
        } catch (RegistryException e) {
            return unavailable(e);
        }
    }

    /** Answers without a document where all went well. */
    Response remove(String name, UnaryOperator<FunctionSettings> change) {
        Response response = change(name, change, Function::name);
        return response.getStatus() == Response.Status.OK.getStatusCode()
                ? Response.noContent().build()
                : response;
    }

    private static Response shown(Function function, View view) {
        return Response.ok(view.of(function), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Response unknown(String name) {
        return Problem.of(Response.Status.NOT_FOUND, "There is no function '" + name + "'.");
    }

    private static Response unavailable(RegistryException e) {
        return Problem.of(Response.Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
}
