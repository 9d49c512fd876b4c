package org.bridgewall.agent.metrics;

import org.bridgewall.agent.admin.StatusReport;
import org.bridgewall.agent.admin.StatusTable;

/** The status table as a page that renews itself. Pure. */
final class StatusPage {
    private StatusPage() {}

    static String render(StatusReport report) {
        String colour =
                switch (report.verdict().level()) {
                    case OK -> "#1b7f3b";
                    case WARNING -> "#b36b00";
                    case CRITICAL -> "#b3261e";
                };
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="refresh" content="2">
        <meta name="viewport" content="width=device-width">
        <title>%s %s</title>
        <style>
        body { font: 14px/1.4 ui-monospace, monospace; margin: 0; color-scheme: light dark }
        h1 { font-size: 16px; margin: 0; padding: 12px 16px; color: #fff; background: %s }
        pre { margin: 0; padding: 16px; overflow-x: auto }
        </style>
        </head>
        <body>
        <h1>%s</h1>
        <pre>%s</pre>
        </body>
        </html>
        """
                .formatted(
                        report.verdict().level(),
                        escape(report.facts().cluster()),
                        colour,
                        escape(report.verdict().line()),
                        escape(withoutFirstLine(StatusTable.render(report))));
    }

    private static String withoutFirstLine(String table) {
        return table.substring(table.indexOf('\n') + 1).stripLeading();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
