package sluice.adapter;

import java.net.MalformedURLException;
import java.net.URL;

/** Where the classes of models seem to come from: a security policy grants by location. Nothing is there. */
final class Permits {
    private static final URL GRANTED = url("file:/granted/");
    private static final URL DENIED = url("file:/denied/");

    private Permits() {
    }

    static URL location(boolean granted) {
        return granted ? GRANTED : DENIED;
    }

    static boolean isGranted(URL location) {
        return location == null || !location.getPath().equals(DENIED.getPath());
    }

    private static URL url(String text) {
        try {
            return new URL(text);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
