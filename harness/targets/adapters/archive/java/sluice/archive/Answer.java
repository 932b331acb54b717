package sluice.archive;

import java.util.List;

/**
 * What a tool makes of the archives.
 *
 * @param verdict A, R or U
 * @param error   simple name of the exception; empty where there is none
 * @param message its own words
 * @param entries of each entry or class: name, state and whose it is, with a tab between
 */
record Answer(char verdict, String error, String message, List<String> entries) {
    static Answer unsupported(String why) {
        return new Answer('U', "", why, List.of());
    }
}
