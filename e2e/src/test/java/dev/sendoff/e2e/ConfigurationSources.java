package dev.sendoff.e2e;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the settings out of the sources: every {@code @ConfigMapping} interface below a folder, as far as javac parses. */
final class ConfigurationSources {

    /**
     * One setting.
     *
     * @param room the module that reads it
     * @param defaultValue in Markdown; empty if it need not be set and has none
     * @param sentence in Markdown, fit for a table
     */
    record Setting(String room, String property, String defaultValue, String sentence) {}

    private final DocTrees trees;
    private final CompilationUnitTree unit;
    private final String room;
    private final TreePath root;
    private final List<Setting> settings = new ArrayList<>();

    private ConfigurationSources(DocTrees trees, CompilationUnitTree unit, String room) {
        this.trees = trees;
        this.unit = unit;
        this.room = room;
        this.root = new TreePath(unit);
    }

    /** In the order of files and of methods in them. */
    static List<Setting> in(Path root) throws IOException {
        List<Path> files = mappings(root);
        List<Setting> settings = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            for (Path file : files) {
                JavacTask task = (JavacTask) compiler.getTask(
                        null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjects(file));
                String room =
                        root.relativize(file).toString().replace('\\', '/').replaceFirst("(/service|/app)?/src/.*", "");
                for (CompilationUnitTree unit : task.parse()) {
                    settings.addAll(new ConfigurationSources(DocTrees.instance(task), unit, room).read());
                }
            }
        }
        return settings;
    }

    private static List<Path> mappings(Path root) throws IOException {
        List<Path> mappings = new ArrayList<>();
        for (Path sources : modules(root)) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    if (Files.readString(file).contains("@ConfigMapping(")) {
                        mappings.add(file);
                    }
                }
            }
        }
        return mappings;
    }

    /** The folders of sources; modules are at most two folders deep. */
    private static List<Path> modules(Path root) throws IOException {
        try (Stream<Path> folders = Files.find(root, 2, (path, attributes) -> attributes.isDirectory())) {
            return folders.map(folder -> folder.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    private List<Setting> read() {
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree mapping) {
                annotation(mapping.getModifiers().getAnnotations(), "ConfigMapping")
                        .ifPresent(found -> addAll(mapping, new TreePath(root, mapping), text(found)));
            }
        }
        return settings;
    }

    private void addAll(ClassTree mapping, TreePath path, String prefix) {
        Map<String, ClassTree> groups = mapping.getMembers().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .collect(Collectors.toMap(group -> group.getSimpleName().toString(), group -> group));
        for (Tree member : mapping.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() == null) {
                ClassTree group = groups.get(method.getReturnType().toString());
                String property = property(prefix, method);
                if (group == null) {
                    settings.add(setting(mapping, method, new TreePath(path, method), property));
                } else {
                    addAll(group, new TreePath(path, group), property);
                }
            }
        }
    }

    private static String property(String prefix, MethodTree method) {
        List<? extends AnnotationTree> annotations = method.getModifiers().getAnnotations();
        if (annotation(annotations, "WithParentName").isPresent()) {
            return prefix;
        }
        return prefix
                + '.'
                + annotation(annotations, "WithName")
                        .map(ConfigurationSources::text)
                        .orElseGet(() -> kebab(method.getName().toString()));
    }

    private static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private Setting setting(ClassTree mapping, MethodTree method, TreePath path, String property) {
        String type = method.getReturnType().toString();
        boolean isMap = type.startsWith("Map<");
        String defaultValue = annotation(method.getModifiers().getAnnotations(), "WithDefault")
                .map(found -> '`' + text(found).replace("|", "\\|") + '`')
                .orElse(isMap || type.startsWith("Optional") ? "" : "must be set");
        String sentence = sentence(path);
        if (sentence.isEmpty()) {
            throw new IllegalStateException(mapping.getSimpleName() + "." + method.getName()
                    + "() is a setting, and has no sentence that says what it is");
        }
        return new Setting(room, isMap ? property + ".KEY" : property, defaultValue, sentence);
    }

    private static Optional<AnnotationTree> annotation(List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream()
                .filter(annotation -> annotation.getAnnotationType().toString().equals(name))
                .map(AnnotationTree.class::cast)
                .findFirst();
    }

    /** The text that an annotation is given as its one argument. */
    private static String text(AnnotationTree annotation) {
        ExpressionTree argument = annotation.getArguments().getFirst();
        return text(argument instanceof AssignmentTree assignment ? assignment.getExpression() : argument);
    }

    private static String text(ExpressionTree expression) {
        return switch (expression) {
            case com.sun.source.tree.LiteralTree literal -> String.valueOf(literal.getValue());
            case BinaryTree sum
            when sum.getKind() == Tree.Kind.PLUS -> text(sum.getLeftOperand()) + text(sum.getRightOperand());
            default -> throw new IllegalStateException("a text is wanted, not " + expression);
        };
    }

    private String sentence(TreePath path) {
        DocCommentTree comment = trees.getDocCommentTree(path);
        if (comment == null) {
            return "";
        }
        return comment.getFullBody().stream()
                .map(ConfigurationSources::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String markdown(DocTree tree) {
        return switch (tree) {
            case TextTree text -> text.getBody();
            case LiteralTree literal
            when literal.getKind() == DocTree.Kind.CODE ->
                '`' + literal.getBody().getBody() + '`';
            case LiteralTree literal -> literal.getBody().getBody();
            case LinkTree link -> '`' + link.getReference().getSignature().replace('#', '.') + '`';
            case StartElementTree start when start.getName().contentEquals("code") -> "`";
            case EndElementTree end when end.getName().contentEquals("code") -> "`";
            default -> throw new IllegalStateException("the page cannot show '" + tree + "' of a setting's Javadoc");
        };
    }
}
