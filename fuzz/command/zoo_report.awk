# The report on the zoo from its facts (see zoo_report.sh), each behind the name of its bug:
# -v form=md for people, -v form=json for programs; -v alone and -v fuzz say how many seeds and
# seconds were tried.

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

# Sorts the count numbers of a space-separated list; "-" is more than any number.
function sorted(list, into,    count, i, j, held) {
    count = split(list, into, " ")
    for (i = 2; i <= count; i++) {
        held = into[i]
        for (j = i - 1; j >= 1 && later(into[j], held); j--) {
            into[j + 1] = into[j]
        }
        into[j + 1] = held
    }
    return count
}

function later(a, b) {
    return a == "-" ? b != "-" : b != "-" && a + 0 > b + 0
}

function median(list,    numbers, count) {
    count = sorted(list, numbers)
    return count == 0 ? "-" : numbers[int((count + 1) / 2)]
}

function worst(list,    numbers, count) {
    count = sorted(list, numbers)
    return count == 0 ? "-" : numbers[count]
}

function rest(from,    text, i) {
    text = $from
    for (i = from + 1; i <= NF; i++) {
        text = text " " $i
    }
    return text
}

function once(list, word) {
    return index(" " list " ", " " word " ") ? list : list (list == "" ? "" : " ") word
}

function number(text) {
    return text == "-" || text == "" ? "null" : text + 0
}

function ratio(ops, name) {
    return ops == "" || hand[name] == 0 ? "" : ops / hand[name]
}

function print_ratios(what, ratios, times) {
    if (median(ratios) != "-") {
        printf "%s: median %.2f times as long as the tape written by hand, worst %.2f; median %.1f s, worst %.1f s.\n",
            what, median(ratios), worst(ratios), median(times), worst(times)
    }
}

$2 == "bug" { names[++total] = $1; bug[$1] = rest(3) }
$2 == "shipped" { shipped[$1] = rest(3) }
$2 == "allowed" { allowed[$1] = rest(3) }
$2 == "found" { found[$1] = 1; found_count++ }
$2 == "trouble" { trouble[$1] = rest(3) }
$2 == "hand" { hand[$1] = $3 }
$2 == "shrunk" { shrunk[$1] = $3; shrunk_seconds[$1] = $4 }
$2 == "same-op" { same_op[$1] = $3; same_op_seconds[$1] = $4 }
$2 == "alone" { also[$1] = also[$1] (also[$1] == "" ? "" : " ") $3; also_seeds[$1, $3] = $4 }
$2 == "fuzz" { fuzz_target[$1] = $3; fuzz_seconds[$1] = $4; fuzz_named[$1] = $5 }
$2 == "run" {
    # What was not found takes as many seeds as were tried, and more: "-".
    seeds[$1] = seeds[$1] " " $4
    ops[$1] = ops[$1] " " ($4 == "-" ? "-" : $5)
    seconds[$1] = seconds[$1] " " ($4 == "-" ? "-" : $6)
    if ($7 != "-") {
        named[$1] = once(named[$1], $7)
    }
    runs[$1] = runs[$1] (runs[$1] == "" ? "" : ", ") "{\"base\": " $3 ", \"seeds\": " number($4) \
        ", \"ops\": " number($5) ", \"seconds\": " number($6) ", \"named\": " \
        ($7 == "-" ? "null" : quoted($7)) "}"
}

function words(list,    parts, count, i, text) {
    count = split(list, parts, " ")
    for (i = 1; i <= count; i++) {
        text = text (i == 1 ? "" : ", ") quoted(parts[i])
    }
    return "[" text "]"
}

function others(name,    parts, count, i, text) {
    count = split(also[name], parts, " ")
    for (i = 1; i <= count; i++) {
        if (!index(" " named[name] " ", " " parts[i] " ")) {
            text = text (text == "" ? "" : ", ") parts[i] " " also_seeds[name, parts[i]]
        }
    }
    return text
}

function commas(list) {
    gsub(/ /, ", ", list)
    return list
}

function json_alone(name,    parts, count, i, text) {
    count = split(also[name], parts, " ")
    for (i = 1; i <= count; i++) {
        text = text (i == 1 ? "" : ", ") quoted(parts[i]) ": " also_seeds[name, parts[i]]
    }
    return "{" text "}"
}

function print_json(    i, name) {
    print "  \"bugs\": " total ","
    print "  \"found\": " found_count + 0 ","
    print "  \"zoo\": ["
    for (i = 1; i <= total; i++) {
        name = names[i]
        printf "    {\"name\": %s, \"bug\": %s, \"shipped\": %s, \"allowed\": [%s],\n", quoted(name),
            quoted(bug[name]), shipped[name] == "-" ? "null" : quoted(shipped[name]),
            json_list(allowed[name])
        printf "     \"found\": %s, \"trouble\": %s, \"named\": %s,\n",
            found[name] ? "true" : "false", trouble[name] == "" ? "null" : quoted(trouble[name]),
            words(named[name])
        printf "     \"seeds_median\": %s, \"seeds_worst\": %s, \"ops_median\": %s, \"ops_worst\": %s, \"seconds_median\": %s,\n",
            number(median(seeds[name])), number(worst(seeds[name])), number(median(ops[name])),
            number(worst(ops[name])), number(median(seconds[name]))
        printf "     \"runs\": [%s],\n", runs[name]
        printf "     \"alone\": %s,\n", json_alone(name)
        printf "     \"fuzz\": {\"target\": %s, \"seconds\": %s, \"named\": %s},\n",
            fuzz_target[name] == "-" || fuzz_target[name] == "" ? "null" : quoted(fuzz_target[name]),
            number(fuzz_seconds[name]),
            fuzz_named[name] == "-" || fuzz_named[name] == "" ? "null" : quoted(fuzz_named[name])
        printf "     \"hand_ops\": %s, \"shrunk_ops\": %s, \"shrink_seconds\": %s,\n",
            number(hand[name]), number(shrunk[name]), number(shrunk_seconds[name])
        printf "     \"same_op_ops\": %s, \"same_op_seconds\": %s}%s\n",
            number(same_op[name]), number(same_op_seconds[name]),
            i < total ? "," : ""
    }
    print "  ]"
    print "}"
}

function json_list(text,    parts, count, i, list) {
    count = split(text, parts, ", ")
    for (i = 1; i <= count; i++) {
        list = list (i == 1 ? "" : ", ") quoted(parts[i])
    }
    return list
}

function print_md(    i, name, all_worst, ratios, times) {
    for (i = 1; i <= total; i++) {
        name = names[i]
        all_worst = all_worst " " worst(seeds[name])
        ratios = ratios " " ratio(shrunk[name], name)
        times = times " " shrunk_seconds[name]
        same_op_ratios = same_op_ratios " " ratio(same_op[name], name)
        same_op_times = same_op_times " " same_op_seconds[name]
        fuzzed += fuzz_target[name] != "-" && fuzz_target[name] != ""
    }
    print "# The zoo of planted bugs"
    print ""
    print "Written by `./dev zoo`. Each bug is a patch of `fuzz/zoo/`, planted in a copy of the core. Sweeps of"
    print "its scenario look for it, from each of five seeds on: one process, 1,000 ops per world."
    print ""
    printf "%d of %d bugs were found in all five runs, by an invariant that the header of their patch allows.\n",
        found_count, total
    printf "Seeds until found, in the worst of five runs: median %s, worst %s.\n",
        median(all_worst), worst(all_worst)
    if (fuzz > 0) {
        printf "Fuzzing from the committed inputs found %d of them within %d seconds per target.\n", fuzzed, fuzz
    }
    print_ratios("Shrunk tapes that keep the call or question", ratios, times)
    print_ratios("Shrunk tapes that also keep the kind of op", same_op_ratios, same_op_times)
    print ""
    print "Seeds, ops and seconds count until the bug is found: the median of five runs, and the worst in"
    print "parentheses. \"Also\" lists invariants that find it when only they are checked, and after how many"
    printf "seeds (of at most %d). ", alone
    print "\"Fuzz\" is the seconds until a fuzz target finds it, and the first letter of"
    print "that target. The last column counts the ops of the shrunk tape, of the shrunk tape that also keeps the"
    print "kind of op, and of the tape written by hand. The quiet phase at the end is not counted."
    print ""
    print "| bug | what | seeds | ops | s | found by | also | fuzz | ops: shrunk / same kind of op / by hand |"
    print "| --- | --- | ---: | ---: | ---: | --- | --- | ---: | ---: |"
    for (i = 1; i <= total; i++) {
        name = names[i]
        printf "| %s%s | %s | %s (%s) | %s (%s) | %s | %s | %s | %s | %s / %s / %s |\n", name,
            found[name] ? "" : " **NOT FOUND**", bug[name] (trouble[name] == "" ? "" : " **" trouble[name] "**"),
            median(seeds[name]), worst(seeds[name]), median(ops[name]), worst(ops[name]),
            median(seconds[name]) == "-" ? "-" : sprintf("%.2f", median(seconds[name])),
            commas(named[name]), others(name),
            fuzz_target[name] == "-" || fuzz_target[name] == "" ? "-" : fuzz_seconds[name] " " substr(fuzz_target[name], 6, 1),
            shrunk[name] == "" ? "-" : shrunk[name], same_op[name] == "" ? "-" : same_op[name],
            hand[name]
    }
}

END {
    if (form == "json") {
        print_json()
    } else {
        print_md()
    }
}
