package sluice.adapter;

import org.apache.commons.io.serialization.ValidatingObjectInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamClass;

/** Apache Commons IO's ValidatingObjectInputStream, which takes the names that the policy lets pass. */
final class CommonsStream extends ValidatingObjectInputStream {
    private final ModelClasses classes;

    @SuppressWarnings("deprecation")
    CommonsStream(InputStream in, ModelClasses classes) throws IOException {
        super(in);
        this.classes = classes;
        Allowed allowed = new Allowed(classes.setting());
        accept(allowed::isNameAllowed);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        try {
            super.resolveClass(descriptor);
        } catch (ClassNotFoundException e) {
            // its loader has the classes of the adapter; those of the setting are found below
        }
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
