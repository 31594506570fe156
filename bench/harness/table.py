"""The table at the end: a line a figure, medians with their spread, and moldau beside the others."""
import statistics

SUBJECTS = ("moldau", "reference", "limit")
HEAD = ("workload", "figure", *SUBJECTS, "moldau/reference", "moldau/limit")
WORDS = 2  # columns that are text


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values):
    if not values:
        return ""
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}..{number(max(values))})"


def quotient(over, under):
    """Of two medians; nothing where one was not measured."""
    if not over or not under or statistics.median(under) == 0:
        return None
    return statistics.median(over) / statistics.median(under)


def values_of(runs, workload, row, figure, subject):
    return [run.figures[figure] for run in runs
            if (run.workload, run.row, run.subject) == (workload, row, subject) and figure in run.figures]


def shown(ratio):
    return "" if ratio is None else f"{ratio:.2f}"


def figure_lines(runs, workload):
    """Rows and figures in the order in which they were measured first."""
    wanted = dict.fromkeys((run.row, figure) for run in runs if run.workload == workload for figure in run.figures)
    for row, figure in wanted:
        by_subject = [values_of(runs, workload, row, figure, subject) for subject in SUBJECTS]
        moldau, reference, limit = by_subject
        name = workload if row == workload else f"{workload}: {row}"
        yield (name, figure, *map(spread, by_subject), shown(quotient(moldau, reference)), shown(quotient(moldau, limit)))


def ratio_lines(runs, workload):
    for ratio in workload.ratios:
        quotients = [quotient(values_of(runs, workload.name, ratio.over, ratio.figure, subject),
                              values_of(runs, workload.name, ratio.under, ratio.figure, subject))
                     for subject in SUBJECTS]
        if any(quotients):
            yield (f"{workload.name}: {ratio.label}", ratio.figure, *map(shown, quotients), "", "")


def table(runs, workloads):
    lines = [HEAD]
    for workload in workloads:
        lines += figure_lines(runs, workload.name)
        lines += ratio_lines(runs, workload)
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) if column < WORDS else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))).rstrip()
                     for line in blanked(lines))


def blanked(lines):
    """A name once for all its figures."""
    before = None
    for line in lines:
        yield ("" if line[0] == before else line[0], *line[1:])
        before = line[0]
