package sluice.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** ObjectInputStream as it is. */
final class PlainStream extends ObjectInputStream {
    private final ModelClasses classes;

    PlainStream(InputStream in, ModelClasses classes) throws IOException {
        super(in);
        this.classes = classes;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws ClassNotFoundException {
        return Resolving.named(descriptor.getName(), classes);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
        return Resolving.proxy(interfaces, classes);
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
        return Resolving.anySuid(super.readClassDescriptor(), classes);
    }
}
