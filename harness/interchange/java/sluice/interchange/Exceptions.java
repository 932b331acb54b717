package sluice.interchange;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;

/** The exceptions of the JDK that take a message or nothing, of JDK 17 and of JDK 25. */
final class Exceptions {
    /** A package, and its classes. */
    private static final String[] NAMES = {
        "java.io CharConversionException EOFException FileNotFoundException IOException "
                + "InterruptedIOException InvalidClassException InvalidObjectException "
                + "NotActiveException NotSerializableException StreamCorruptedException "
                + "SyncFailedException UTFDataFormatException UnsupportedEncodingException",
        "java.lang AbstractMethodError ArithmeticException ArrayIndexOutOfBoundsException "
                + "ArrayStoreException AssertionError BootstrapMethodError ClassCastException "
                + "ClassCircularityError ClassFormatError ClassNotFoundException "
                + "CloneNotSupportedException Error Exception ExceptionInInitializerError "
                + "IllegalAccessError IllegalAccessException IllegalArgumentException "
                + "IllegalCallerException IllegalMonitorStateException IllegalStateException "
                + "IllegalThreadStateException IncompatibleClassChangeError "
                + "IndexOutOfBoundsException InstantiationError InstantiationException "
                + "InternalError InterruptedException LayerInstantiationException LinkageError "
                + "NegativeArraySizeException NoClassDefFoundError NoSuchFieldError "
                + "NoSuchFieldException NoSuchMethodError NoSuchMethodException "
                + "NullPointerException NumberFormatException OutOfMemoryError "
                + "ReflectiveOperationException RuntimeException SecurityException "
                + "StackOverflowError StringIndexOutOfBoundsException ThreadDeath Throwable "
                + "UnknownError UnsatisfiedLinkError UnsupportedClassVersionError "
                + "UnsupportedOperationException VerifyError",
        "java.lang.annotation AnnotationFormatError",
        "java.lang.invoke LambdaConversionException StringConcatException "
                + "WrongMethodTypeException",
        "java.lang.reflect GenericSignatureFormatError InaccessibleObjectException "
                + "MalformedParameterizedTypeException MalformedParametersException",
        "java.net BindException ConnectException MalformedURLException "
                + "NoRouteToHostException PortUnreachableException ProtocolException "
                + "SocketException SocketTimeoutException UnknownHostException "
                + "UnknownServiceException",
        "java.nio BufferOverflowException BufferUnderflowException InvalidMarkException "
                + "ReadOnlyBufferException",
        "java.nio.channels AcceptPendingException AlreadyBoundException "
                + "AlreadyConnectedException AsynchronousCloseException CancelledKeyException "
                + "ClosedByInterruptException ClosedChannelException ClosedSelectorException "
                + "ConnectionPendingException FileLockInterruptionException "
                + "IllegalBlockingModeException IllegalChannelGroupException "
                + "IllegalSelectorException InterruptedByTimeoutException "
                + "NoConnectionPendingException NonReadableChannelException "
                + "NonWritableChannelException NotYetBoundException NotYetConnectedException "
                + "OverlappingFileLockException ReadPendingException ShutdownChannelGroupException "
                + "UnresolvedAddressException UnsupportedAddressTypeException WritePendingException",
        "java.nio.charset CharacterCodingException IllegalCharsetNameException "
                + "UnsupportedCharsetException",
        "java.nio.file AccessDeniedException ClosedDirectoryStreamException "
                + "ClosedFileSystemException ClosedWatchServiceException DirectoryNotEmptyException "
                + "FileAlreadyExistsException FileSystemAlreadyExistsException FileSystemException "
                + "FileSystemLoopException FileSystemNotFoundException NoSuchFileException "
                + "NotDirectoryException NotLinkException ProviderMismatchException "
                + "ProviderNotFoundException ReadOnlyFileSystemException",
        "java.nio.file.attribute UserPrincipalNotFoundException",
        "java.rmi AccessException AlreadyBoundException ConnectException "
                + "ConnectIOException MarshalException NoSuchObjectException NotBoundException "
                + "RMISecurityException RemoteException ServerException StubNotFoundException "
                + "UnexpectedException UnknownHostException UnmarshalException",
        "java.security AccessControlException DigestException GeneralSecurityException "
                + "InvalidAlgorithmParameterException InvalidKeyException InvalidParameterException "
                + "KeyException KeyManagementException KeyStoreException NoSuchAlgorithmException "
                + "NoSuchProviderException ProviderException SignatureException "
                + "UnrecoverableEntryException UnrecoverableKeyException",
        "java.security.cert CRLException CertPathBuilderException "
                + "CertPathValidatorException CertStoreException CertificateEncodingException "
                + "CertificateException CertificateExpiredException CertificateNotYetValidException "
                + "CertificateParsingException",
        "java.security.spec InvalidKeySpecException InvalidParameterSpecException",
        "java.sql BatchUpdateException SQLClientInfoException SQLDataException "
                + "SQLException SQLFeatureNotSupportedException "
                + "SQLIntegrityConstraintViolationException SQLInvalidAuthorizationSpecException "
                + "SQLNonTransientConnectionException SQLNonTransientException "
                + "SQLRecoverableException SQLSyntaxErrorException SQLTimeoutException "
                + "SQLTransactionRollbackException SQLTransientConnectionException "
                + "SQLTransientException SQLWarning",
        "java.time DateTimeException",
        "java.time.temporal UnsupportedTemporalTypeException",
        "java.time.zone ZoneRulesException",
        "java.util ConcurrentModificationException DuplicateFormatFlagsException "
                + "EmptyStackException FormatterClosedException IllegalFormatFlagsException "
                + "IllformedLocaleException InputMismatchException "
                + "MissingFormatArgumentException MissingFormatWidthException "
                + "NoSuchElementException ServiceConfigurationError TooManyListenersException "
                + "UnknownFormatConversionException UnknownFormatFlagsException",
        "java.util.concurrent BrokenBarrierException CancellationException "
                + "RejectedExecutionException TimeoutException",
        "java.util.jar JarException",
        "java.util.prefs BackingStoreException InvalidPreferencesFormatException",
        "java.util.zip DataFormatException ZipError ZipException",
        "javax.crypto AEADBadTagException BadPaddingException DecapsulateException "
                + "ExemptionMechanismException IllegalBlockSizeException NoSuchPaddingException "
                + "ShortBufferException",
        "javax.net.ssl SSLException SSLHandshakeException SSLKeyException "
                + "SSLPeerUnverifiedException SSLProtocolException",
        "javax.security.auth DestroyFailedException RefreshFailedException",
        "javax.security.auth.login AccountException AccountExpiredException "
                + "AccountLockedException AccountNotFoundException CredentialException "
                + "CredentialExpiredException CredentialNotFoundException FailedLoginException "
                + "LoginException"
    };

    private static final List<Class<?>> CLASSES = new ArrayList<>();

    static {
        try {
            for (String line : NAMES) {
                String[] words = line.split(" ");
                for (int i = 1; i < words.length; i++) {
                    CLASSES.add(Class.forName(words[0] + "." + words[i]));
                }
            }
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private Exceptions() {
    }

    static int count() {
        return CLASSES.size();
    }

    /** A new exception of the i-th class. Its message may not be the one given; its trace is this one's. */
    static Throwable make(int index, String message) {
        Class<?> type = CLASSES.get(index);
        try {
            try {
                Constructor<?> constructor = type.getConstructor(String.class);
                return (Throwable) constructor.newInstance(message);
            } catch (NoSuchMethodException none) {
                return (Throwable) type.getConstructor().newInstance();
            }
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(type.getName(), failure);
        }
    }
}
