package sluice.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deep, wide and tangled graphs. */
final class GraphStreams {
    private GraphStreams() {
    }

    static final class Link implements Serializable {
        private static final long serialVersionUID = 1;
        int depth;
        Object next;

        Link(int depth, Object next) {
            this.depth = depth;
            this.next = next;
        }
    }

    static final class Pair implements Serializable {
        private static final long serialVersionUID = 1;
        Object left;
        Object right;

        Pair(Object left, Object right) {
            this.left = left;
            this.right = right;
        }
    }

    static void declare(Catalog catalog) {
        deep(catalog);
        wide(catalog);
        tangled(catalog);
    }

    private static void deep(Catalog catalog) {
        for (int depth : new int[] {50, 200, 500}) {
            catalog.object("deep-links-" + depth, "a chain of " + depth + " objects",
                    links(depth));
        }
        Object arrays = "innermost";
        for (int i = 0; i < 500; i++) {
            arrays = new Object[] {arrays};
        }
        catalog.object("deep-arrays-500", "500 arrays in one another", arrays);
        Object lists = "innermost";
        Object maps = "innermost";
        Object boxes = "innermost";
        for (int i = 0; i < 150; i++) {
            lists = new ArrayList<>(List.of(lists, i));
            Map<Object, Object> map = new HashMap<>();
            map.put("k", maps);
            maps = map;
            boxes = new ExternalStreams.Pair(i, boxes);
        }
        catalog.object("deep-lists-150", "150 lists in one another", lists);
        catalog.object("deep-maps-150", "150 maps in one another", maps);
        catalog.object("deep-external-150", "150 externalizable objects in one another", boxes);
        Object mixed = "innermost";
        for (int i = 0; i < 60; i++) {
            mixed = new Link(i, new Object[] {i, new ArrayList<>(List.of(mixed))});
        }
        catalog.object("deep-mixed-60", "objects, arrays and lists in turn, 180 levels", mixed);
    }

    private static Object links(int depth) {
        Object chain = null;
        for (int i = depth; i > 0; i--) {
            chain = new Link(i, chain);
        }
        return chain;
    }

    private static void wide(Catalog catalog) {
        Object[] objects = new Object[1000];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = new Link(i, null);
        }
        catalog.object("wide-objects-1000", "an array of 1000 objects", objects);
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            strings.add("string " + i);
        }
        catalog.object("wide-strings-1000", "a list of 1000 strings", strings);
        Map<String, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            map.put("key " + i, i * i);
        }
        catalog.object("wide-map-500", "a map of 500 entries", map);
        Object[] rows = new Object[100];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new int[] {i, i + 1, i + 2};
        }
        catalog.object("wide-rows-100", "an array of 100 small arrays", rows);
    }

    private static void tangled(Catalog catalog) {
        Object doubled = "leaf";
        for (int i = 0; i < 60; i++) {
            doubled = new Pair(doubled, doubled);
        }
        catalog.object("tangle-doubling-60", "60 levels, each with the next one twice", doubled);
        catalog.object("tangle-tree-7", "a binary tree of 7 levels, nothing shared", tree(7));
        Pair[] grid = new Pair[100];
        for (int i = grid.length - 1; i >= 0; i--) {
            Object right = i % 10 == 9 ? null : grid[i + 1];
            Object below = i + 10 < grid.length ? grid[i + 10] : null;
            grid[i] = new Pair(right, below);
        }
        catalog.object("tangle-grid-10", "a grid of 10 by 10, each with its right and lower one",
                grid[0]);
        Pair[] all = new Pair[40];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Pair(null, null);
        }
        for (int i = 0; i < all.length; i++) {
            all[i].left = all[i * 17 % all.length];
            all[i].right = all[(i * i + 3) % all.length];
        }
        catalog.object("tangle-random-40", "40 objects that refer to each other at random", all);
        List<Object> first = new ArrayList<>();
        Map<String, Object> second = new HashMap<>();
        Object[] third = {first, second, null};
        first.add(second);
        second.put("third", third);
        third[2] = third;
        catalog.object("tangle-kinds", "a cycle through a list, a map and an array", first);
    }

    private static Object tree(int levels) {
        return levels == 0 ? null : new Pair(tree(levels - 1), new Pair(tree(levels - 1), levels));
    }
}
