package dev.sendoff.redrive.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns that are as wide as they need to be. The last one is not filled up. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < columns - 1; column++) {
                String cell = row.get(column);
                text.append(cell).repeat(' ', widths[column] - cell.length() + 2);
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }
}
