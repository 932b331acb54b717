package sluice.corpus;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** All streams of the corpus, in the order in which the themes declare them. */
final class Catalog {
    private final Map<String, StreamSpec> specs = new LinkedHashMap<>();

    StreamSpec add(String id, String title, StreamSpec.Body body) {
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)+")) {
            throw new IllegalArgumentException("not a readable id: " + id);
        }
        StreamSpec spec = new StreamSpec(id, title, body);
        if (specs.put(id, spec) != null) {
            throw new IllegalArgumentException("two streams have the id " + id);
        }
        return spec;
    }

    /** The most frequent shape: one object at the top level. */
    StreamSpec object(String id, String title, Object value) {
        return add(id, title, out -> out.writeObject(value));
    }

    Collection<StreamSpec> specs() {
        return specs.values();
    }

    static Catalog complete() {
        Catalog catalog = new Catalog();
        PrimitiveStreams.declare(catalog);
        StringStreams.declare(catalog);
        ArrayStreams.declare(catalog);
        ReferenceStreams.declare(catalog);
        FieldStreams.declare(catalog);
        HierarchyStreams.declare(catalog);
        CustomWriteStreams.declare(catalog);
        ExternalStreams.declare(catalog);
        DescriptorStreams.declare(catalog);
        AnnotationStreams.declare(catalog);
        EnumStreams.declare(catalog);
        ProxyStreams.declare(catalog);
        LanguageStreams.declare(catalog);
        CollectionStreams.declare(catalog);
        TimeStreams.declare(catalog);
        LibraryStreams.declare(catalog);
        ThrowableStreams.declare(catalog);
        AbortStreams.declare(catalog);
        GraphStreams.declare(catalog);
        return catalog;
    }
}
