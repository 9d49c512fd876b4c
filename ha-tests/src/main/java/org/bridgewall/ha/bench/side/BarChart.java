package org.bridgewall.ha.bench.side;

import java.util.List;
import java.util.Locale;

/**
 * One bar for each arrangement, its height the median, with a whisker from the least to the
 * greatest value. A picture in SVG 1.1 that needs nothing beside it.
 */
final class BarChart {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 300;
    private static final int TOP = 56;
    private static final int BASE = 250;
    private static final int LEFT = 40;
    private static final int BAR = 80;
    private static final double HEADROOM = 1.12;

    /** A bar. */
    record Bar(Arrangement arrangement, Samples samples) {}

    private BarChart() {}

    static String svg(String title, String unit, List<Bar> bars) {
        double greatest =
                bars.stream().mapToDouble(bar -> bar.samples().max()).max().orElse(1) * HEADROOM;
        double scale = (BASE - TOP) / (greatest > 0 ? greatest : 1);
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" role="img">
                <title>%3$s</title>
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="%4$d" y="26" font-size="16" fill="#222222">%3$s</text>
                <text x="%4$d" y="44" font-size="12" fill="#555555">%5$s; median, whisker from least to greatest</text>
                <line x1="%4$d" y1="%6$d" x2="%7$d" y2="%6$d" stroke="#222222"/>
                """
                        .formatted(
                                WIDTH,
                                HEIGHT,
                                escaped(title),
                                LEFT,
                                escaped(unit),
                                BASE,
                                WIDTH - LEFT));
        int gap = (WIDTH - 2 * LEFT) / Math.max(1, bars.size());
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), LEFT + gap * i + (gap - BAR) / 2, scale);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, Bar bar, int x, double scale) {
        Samples samples = bar.samples();
        double height = samples.median() * scale;
        int middle = x + BAR / 2;
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s"/>
                        <line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#222222" stroke-width="2"/>
                        <text x="%d" y="%.1f" font-size="13" text-anchor="middle" fill="#222222">%s</text>
                        <text x="%d" y="%d" font-size="13" text-anchor="middle" fill="#222222">%s</text>
                        """,
                        x,
                        BASE - height,
                        BAR,
                        height,
                        colour(bar.arrangement()),
                        middle,
                        BASE - samples.min() * scale,
                        middle,
                        BASE - samples.max() * scale,
                        middle,
                        BASE - Math.max(height, samples.max() * scale) - 6,
                        number(samples.median()),
                        middle,
                        BASE + 20,
                        escaped(bar.arrangement().title())));
    }

    private static String colour(Arrangement arrangement) {
        return switch (arrangement) {
            case OFF -> "#9aa5b1";
            case BRIDGEWALL -> "#2f7d4f";
            case INCUMBENT -> "#c0622f";
        };
    }

    /** Three figures that matter, thousands apart. */
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
