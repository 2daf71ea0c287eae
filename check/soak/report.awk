# report.awk: reports/soak.md from reports/soak.tsv and reports/soak-alarms.tsv, whose columns
# soak.sh explains.

# 1234567 as 1,234,567
function count(number, text, rest) {
    text = sprintf("%.0f", number)
    rest = ""
    while (length(text) > 3) {
        rest = "," substr(text, length(text) - 2) rest
        text = substr(text, 1, length(text) - 3)
    }
    return text rest
}

function hours(seconds) {
    return sprintf("%.2f", seconds / 3600)
}

# Adds a line to the sums by key; order keeps the keys in the order in which they came.
function add(table, key) {
    if (!((table, key) in seen)) {
        seen[table, key] = 1
        order[table, ++keys[table]] = key
    }
    worlds[table, key] += $7
    ops[table, key] += $8
    paired[table, key] += $9
    seconds[table, key] += $10
    alarms[table, key] += $11
}

function sums(table, key) {
    return count(worlds[table, key]) " | " count(ops[table, key]) " | " \
        count(paired[table, key]) " | " hours(seconds[table, key]) " | " \
        count(alarms[table, key]) " |"
}

FILENAME ~ /soak\.tsv$/ {
    add("all", "all")
    add("soak", $1 " | " $2)
    if ($3 == "sweep") {
        add("sweep", $4)
        if (!($4 in first) || $5 + 0 < first[$4]) {
            first[$4] = $5 + 0
        }
        if ($6 + 0 > last[$4] + 0) {
            last[$4] = $6 + 0
        }
    } else if ($3 == "scope") {
        add("scope", $4)
        depth[$4] = $6
    } else {
        add("input", $4)
    }
}

FILENAME ~ /soak-alarms\.tsv$/ {
    cause = $8 == "" ? "**not found yet**" : $8
    alarm[++alarm_count] = "| " $1 " | " $2 " | " $3 " | " $4 " | " $5 " | " $6 " | " cause " |"
}

END {
    print "# Soak: alarms on unmodified code"
    print ""
    print "`./dev soak` plays the code as it is in worlds that no test plays. Every alarm is a bug, of the core"
    print "or of the simulator. `soak.tsv` lists what was played; the next soak continues from there."
    print ""
    print "**" count(worlds["all", "all"]) " worlds, states and inputs, " count(ops["all", "all"]) \
        " ops, " count(paired["all", "all"]) " worlds with paired worlds, " \
        hours(seconds["all", "all"]) " processor hours, " count(alarms["all", "all"]) " alarms**"
    print ""
    print "| date | commit | worlds, states, inputs | ops | paired | processor hours | alarms |"
    print "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= keys["soak"]; i++) {
        print "| " order["soak", i] " | " sums("soak", order["soak", i])
    }
    print ""
    print "A `+` after a commit means that the sources had uncommitted changes."
    print ""
    print "## Scenarios"
    print ""
    print "| scenario | first seed | last seed | worlds | ops | paired | processor hours | alarms |"
    print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= keys["sweep"]; i++) {
        name = order["sweep", i]
        print "| " name " | " count(first[name]) " | " count(last[name] - 1) " | " sums("sweep", name)
    }
    print ""
    print "Only worlds of the ID compressor have paired worlds."
    print ""
    print "## Exhaustive scopes"
    print ""
    print "| scope | complete to depth | states judged | ops tried | paired | processor hours | alarms |"
    print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= keys["scope"]; i++) {
        name = order["scope", i]
        print "| " name " | " depth[name] " | " sums("scope", name)
    }
    print ""
    print "## Fuzz inputs"
    print ""
    print "| inputs | number | ops | paired | processor hours | alarms |"
    print "| --- | ---: | ---: | ---: | ---: | ---: |"
    for (i = 1; i <= keys["input"]; i++) {
        print "| " order["input", i] " | " sums("input", order["input", i])
    }
    print ""
    print "`corpus` is every committed input, with ASan and UBSan. `fuzz_world` is the worlds among them, with"
    print "paired worlds."
    print ""
    print "## Alarms"
    print ""
    if (alarm_count == 0) {
        print "None."
        exit
    }
    print "| date | commit | where | seed | invariant | blame | cause |"
    print "| --- | --- | --- | ---: | --- | --- | --- |"
    for (i = 1; i <= alarm_count; i++) {
        print alarm[i]
    }
}
