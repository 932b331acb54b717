package sluice.interchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Containers of 70,000 elements: more than what fits a 16-bit count. */
final class Large {
    static final int COUNT = 22;
    private static final int SIZE = 70_000;

    private Large() {
    }

    static Object value(int choice) {
        return switch (choice) {
            case 0 -> filled(new ArrayList<>());
            case 1 -> filled(new LinkedList<>());
            case 2 -> filled(new ArrayDeque<>());
            case 3 -> filled(new Vector<>());
            case 4 -> filled(new PriorityQueue<>());
            case 5 -> filled(new HashSet<>());
            case 6 -> filled(new LinkedHashSet<>());
            case 7 -> filled(new TreeSet<>());
            case 8 -> mapped(new HashMap<>());
            case 9 -> mapped(new LinkedHashMap<>());
            case 10 -> mapped(new TreeMap<>());
            case 11 -> mapped(new Hashtable<>());
            case 12 -> mapped(new ConcurrentHashMap<>());
            case 13 -> mapped(new Properties());
            case 14 -> new IdentityHashMap<>(mapped(new LinkedHashMap<>()));
            case 15 -> List.copyOf(filled(new ArrayList<>()));
            case 16 -> Set.copyOf(filled(new HashSet<>()));
            case 17 -> Map.copyOf(mapped(new HashMap<>()));
            case 18 -> Arrays.asList(filled(new ArrayList<>()).toArray());
            case 19 -> IntStream.range(0, SIZE).mapToObj(i -> "s" + i % 1000).toArray(String[]::new);
            case 20 -> IntStream.range(0, SIZE).toArray();
            default -> Collections.unmodifiableList(filled(new ArrayList<>()));
        };
    }

    private static <C extends Collection<Object>> C filled(C collection) {
        for (int i = 0; i < SIZE; i++) {
            collection.add(i * 7919 % SIZE);
        }
        return collection;
    }

    private static <M extends Map<Object, Object>> M mapped(M map) {
        for (int i = 0; i < SIZE; i++) {
            map.put("k" + i * 7919L % SIZE, i % 100);
        }
        return map;
    }
}
