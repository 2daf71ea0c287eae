# shellcheck shell=sh
# What ./dev fuzz does with inputs: repro, add, replay, merge, prune, coverage. A part of fuzz/fuzz.sh.

# A replay that takes longer (s) hangs.
fuzz_patience=60

# fuzz_to_binary FILE: what the target is to get of it goes to $scratch/input, and what the file is
# to form; nothing goes there for targets that do not play tapes
fuzz_to_binary()
{
    form=
    if fuzz_plays_tapes "$target"; then
        form=$(fuzz_form "$1") || exit $?
    fi
    fuzz_binary "$1" "$scratch/input" "$form"
}

# fuzz_need_file FILE: it goes to file, and its target to target. What decides that is built before.
fuzz_need_file()
{
    [ -f "$1" ] || fail $exit_usage "there is no file $1"
    file=$1
    fuzz_reader=asan
    fuzz_build asan idsim
    target=$(fuzz_need_target "$file") || exit $?
    fuzz_build asan "$target"
}

# --- repro ----------------------------------------------------------------------------------------

# Plays $scratch/input under the sanitizers; true if it passes. $scratch/log has what was said.
fuzz_play()
{
    code=0
    ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:handle_abort=1} \
        UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} \
        timeout -s ABRT -k 5 $fuzz_patience "$root/build/asan/bin/$target" "$scratch/input" \
        >"$scratch/log" 2>&1 || code=$?
    case $code in
    0 | 1 | 124 | 137) return "$code" ;;
    esac
    cat "$scratch/log" >&2
    fail $exit_environment "the replay itself failed (exit $code)"
}

# What is wrong, in a sentence or some: the oracle's, a sanitizer's, or the signal's.
fuzz_tell()
{
    if [ "$1" -ne 1 ]; then
        echo "It HANGS: no end within $fuzz_patience s."
    elif grep -q "^$target: FAIL" "$scratch/log"; then
        echo "It FAILS: an answer is wrong."
        sed -n "/^$target: FAIL/,/^  got:/p" "$scratch/log" |
            sed "s/^$target: FAIL /  broken:   /"
    elif grep -q 'Assertion .* failed' "$scratch/log"; then
        echo 'It FAILS: an assertion does not hold.'
        sed -n "s|^[^:]*: $fuzz_root/|  |; /: Assertion /p" "$scratch/log"
    elif grep -q 'ERROR: [A-Za-z]*Sanitizer' "$scratch/log"; then
        echo 'It FAILS: a sanitizer stopped it.'
        grep -E 'ERROR: [A-Za-z]*Sanitizer|^(READ|WRITE) of|is located' "$scratch/log" |
            sed -e 's/^==[0-9]*==ERROR: //' -e 's/^/  /'
    elif grep -q 'runtime error: ' "$scratch/log"; then
        echo 'It FAILS: undefined behaviour.'
        sed -n "s|^$fuzz_root/|  |; /runtime error: /p" "$scratch/log"
    else
        echo 'It FAILS: the process ended early. Its last output:'
        sed -e '/^FINDING /,$d' -e 's/^/  /' "$scratch/log" | tail -n 5
    fi
}

# The frames of the stack that are in this tree. The oracle's own stack says nothing.
fuzz_stack()
{
    if grep -q "^$target: FAIL" "$scratch/log"; then
        return
    fi
    sed -n "s|^ *\(#[0-9]*\) 0x[0-9a-f]* in \([^ ]*\) $fuzz_root/\(.*\)|  \1 \2  \3|p" "$scratch/log" |
        grep -v ' fuzz/standalone\.c:' | head -n 20 >"$scratch/stack" || :
    if [ -s "$scratch/stack" ]; then
        echo 'The stack:'
        cat "$scratch/stack"
    fi
}

# Writes the tape beside the reports, and tells the end of its story.
fuzz_story()
{
    mkdir -p "$fuzz_reports"
    tape=$fuzz_reports/$(basename "$file" .tape).tape
    # What the target printed is what it played: an input that is too long is cut.
    sed -n '/^idalloc-tape/,/^fuzz_world: FAIL/p' "$scratch/log" | sed '$d' >"$scratch/tape"
    if [ ! -s "$scratch/tape" ]; then
        fuzz_idsim tape convert "$scratch/input" - --to text --bare >"$scratch/tape" 2>/dev/null
    fi
    if [ ! -f "$tape" ] || ! cmp -s "$scratch/tape" "$tape"; then
        cp "$scratch/tape" "$tape"
    fi
    # Under the sanitizers, so that it fails, and ends, where they see it.
    shrunk=${tape%.tape}.shrunk.tape
    if "$root/build/asan/bin/idsim" shrink "$tape" --time 30s -o "$shrunk" >"$scratch/shrink" 2>&1
    then
        tape=$shrunk
    else
        tail -n 3 "$scratch/shrink"
    fi
    timeout -k 5 $fuzz_patience "$root/build/asan/bin/idsim" replay "$tape" \
        >"$scratch/story" 2>/dev/null || :
    echo "The story of its $(grep -vc -e '^#' -e '^idalloc-tape' -e '^world' "$tape") ops ends like this:"
    tail -n 25 "$scratch/story" | sed 's/^/  /'
}

# The debugger with the same input; the replay runs it in a child.
fuzz_debug()
{
    deps debugger
    set -- -q -ex 'set follow-fork-mode child' -ex run
    [ -t 0 ] || set -- "$@" -batch -ex backtrace
    ASAN_OPTIONS=abort_on_error=1:detect_leaks=0
    UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1
    export ASAN_OPTIONS UBSAN_OPTIONS
    code=0
    gdb "$@" --args "$root/build/asan/bin/$target" "$scratch/input" || code=$?
    return $code
}

# What was played, in words.
fuzz_announce()
{
    size=$(wc -c <"$scratch/input" | tr -d ' ')
    case $form in
    '') echo "$(fuzz_short "$file"): $size bytes for $target" ;;
    bare) echo "$(fuzz_short "$file"): $size bare bytes of ops, with no header, for $target" ;;
    *) echo "$(fuzz_short "$file"): a $form tape, $size bytes for $target" ;;
    esac
}

fuzz_repro()
{
    [ $# -eq 1 ] || fail $exit_usage './dev fuzz repro needs one file; see "./dev fuzz help"'
    [ -n "$fuzz_no_build" ] || deps fuzz
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    fuzz_root=$(pattern "$root")
    fuzz_need_file "$1"
    fuzz_to_binary "$file"
    if [ -n "$fuzz_debugger" ]; then
        fuzz_debug
        return
    fi
    fuzz_announce
    code=0
    fuzz_play || code=$?
    if [ $code -eq 0 ]; then
        echo 'It PASSES with ASan and UBSan: the bug is fixed, or needs other inputs to be run first.'
        return
    fi
    fuzz_tell $code
    fuzz_stack
    [ "$target" != fuzz_world ] || fuzz_story
    mkdir -p "$fuzz_reports"
    log=$fuzz_reports/$(basename "$file" .tape).log
    cp "$scratch/log" "$log"
    word=$(fuzz_word "$file")
    echo 'Next:'
    if [ "$target" = fuzz_world ]; then
        echo "  $(fuzz_word "$root/build/asan/bin/idsim") replay $(fuzz_word "$tape")"
    fi
    [ -z "$fuzz_target" ] || word="$word --target ${fuzz_target#fuzz_}"
    echo "  $(fuzz_dev) fuzz repro $word --debugger"
    echo "  $(fuzz_dev) fuzz add $word NAME        # keep it as a test"
    echo "The whole output: $(fuzz_short "$log")"
    exit $exit_failed
}

# --- add ------------------------------------------------------------------------------------------

# Ends if corpus/regressions has the same input under another name; $scratch/input is this one's.
fuzz_refuse_twin()
{
    for twin in "$root"/corpus/regressions/*; do
        case $target:$twin in
        fuzz_world:*.tape)
            fuzz_idsim tape convert "$twin" "$scratch/twin" --to binary 2>/dev/null || continue
            ;;
        *"/$target-"*) cp "$twin" "$scratch/twin" ;;
        *) continue ;;
        esac
        ! cmp -s "$scratch/twin" "$scratch/input" ||
            fail $exit_usage "$(fuzz_short "$twin") is the same input"
    done
}

fuzz_add()
{
    [ $# -eq 2 ] || fail $exit_usage './dev fuzz add needs a file and a name'
    name=$2
    case $name in
    '' | -* | *- | *[!a-z0-9-]*)
        fail $exit_usage "a name has only a-z, 0-9 and -, such as lost-carry, not \"$name\""
        ;;
    esac
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    fuzz_need_file "$1"
    kept=$root/corpus/regressions/$target-$name
    [ "$target" != fuzz_world ] || kept=$root/corpus/regressions/$name.tape
    [ ! -e "$kept" ] || fail $exit_usage "$(fuzz_short "$kept") exists already"
    fuzz_to_binary "$file"
    mkdir -p "$root/corpus/regressions"
    fuzz_refuse_twin
    if [ "$target" = fuzz_world ]; then
        if [ "$form" = text ]; then
            cp -- "$file" "$scratch/tape"
        else
            fuzz_idsim tape convert "$scratch/input" "$scratch/tape" --to text --bare \
                2>/dev/null || fail $exit_environment "$file could not be read"
        fi
        # What it is about is for a person to say.
        if ! grep -q '#' "$scratch/tape"; then
            sed '1a\
# Found by fuzz_world: say what went wrong.' "$scratch/tape" >"$scratch/told"
            mv "$scratch/told" "$scratch/tape"
        fi
        cp "$scratch/tape" "$kept"
        echo "Wrote $(fuzz_short "$kept"). Say in its first comment what went wrong."
    else
        cp "$file" "$kept"
        echo "Wrote $(fuzz_short "$kept")."
    fi
    if ! fuzz_play; then
        echo 'It still fails, so "./dev test" fails until the bug is fixed.'
    fi
}

# --- replay ---------------------------------------------------------------------------------------

fuzz_replay()
{
    targets=$(fuzz_targets_named "$@") || exit $?
    [ -n "$fuzz_no_build" ] || deps fuzz
    fuzz_reader=asan
    # shellcheck disable=SC2086 # one word a target
    fuzz_build asan $targets idsim
    result=0
    for target in $targets; do
        fuzz_seed "$target"
        code=0
        "$root/build/asan/bin/$target" "$root/corpus/$target" "$seeds" >"$seeds.log" 2>&1 || code=$?
        echo "$target: $(tail -n 1 "$seeds.log")"
        case $code in
        0) continue ;;
        1) result=$exit_failed ;;
        *) fail $exit_environment "the replay failed; see $(fuzz_short "$seeds.log")" ;;
        esac
        sed -n 's/^FINDING //p' "$seeds.log" | while read -r file; do
            echo "    $(fuzz_dev) fuzz repro $(fuzz_word "$file")"
        done
    done
    exit $result
}

# --- merge and prune ------------------------------------------------------------------------------

# fuzz_minimize: the smallest set of all inputs of $target that reaches as much goes to
# $scratch/least, named by hash
fuzz_minimize()
{
    work=$fuzz_work/libfuzzer/$target/corpus
    afl=$fuzz_work/afl/$target/corpus
    rm -rf "$scratch/all" "$scratch/least" "$scratch/artifacts"
    mkdir -p "$scratch/all" "$scratch/least" "$scratch/artifacts" "$work" "$afl"
    fuzz_seed "$target"
    # Those that are equal have one name: they are counted, and run, once.
    find "$root/corpus/$target" "$seeds" "$work" "$afl" -type f -exec sha1sum {} + >"$scratch/hashes"
    while read -r hash path; do
        [ -f "$scratch/all/$hash" ] || cp "$path" "$scratch/all/$hash"
    done <"$scratch/hashes"
    # libFuzzer starts itself again by a line for a shell, in which it quotes nothing: not one of
    # these words may have a blank in it.
    ln -sf "$root/build/fuzz/bin/$target" "$scratch/target"
    (cd "$scratch" && rm -f control && ./target -set_cover_merge=1 -merge_control_file=control \
        -timeout=10 -rss_limit_mb=2048 -artifact_prefix=artifacts/ least all) \
        >"$scratch/merge.log" 2>&1 || {
        tail -n 20 "$scratch/merge.log" >&2
        fail $exit_environment "merging the inputs of $target failed"
    }
    if [ "$(fuzz_count "$scratch/artifacts")" -gt 0 ]; then
        mkdir -p "$fuzz_reports"
        for path in "$scratch"/artifacts/*; do
            found=$fuzz_reports/$target-merge-$(fuzz_hash "$path" | cut -c 1-12)
            cp "$path" "$found"
            echo "an input of $target fails: $(fuzz_dev) fuzz repro $(fuzz_word "$found")"
        done
        fuzz_merge_failed=1
    fi
    if [ "$(fuzz_count "$scratch/all")" -gt 0 ] && [ "$(fuzz_count "$scratch/least")" -eq 0 ]; then
        tail -n 20 "$scratch/merge.log" >&2
        fail $exit_environment "no input of $target was left"
    fi
}

# Drops the largest inputs of $scratch/least until they fit into 2 MB.
fuzz_limit()
{
    limit=2000000
    (cd "$scratch/least" && find . -type f -exec wc -c {} +) |
        awk '$2 != "total" { print $1, $2 }' | sort -n |
        awk -v limit=$limit '{ sum += $1 } sum > limit { print $2 }' >"$scratch/too-much"
    while read -r path; do
        rm "$scratch/least/$path"
    done <"$scratch/too-much"
}

# fuzz_replace FOLDER: its inputs are those of $scratch/least from now on
fuzz_replace()
{
    mkdir -p "$1"
    find "$1" -type f -exec rm {} +
    cp -R "$scratch/least/." "$1/"
}

# fuzz_each merge|prune TARGET...
fuzz_each()
{
    fuzz_goal=$1
    shift
    targets=$(fuzz_targets_named "$@") || exit $?
    [ -n "$fuzz_no_build" ] || deps fuzz
    # shellcheck disable=SC2086 # one word a target
    fuzz_build fuzz $targets
    fuzz_build checked idsim
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    fuzz_merge_failed=
    for target in $targets; do
        fuzz_minimize
        if [ "$fuzz_goal" = merge ]; then
            fuzz_limit
            to=$root/corpus/$target
        else
            to=$work
        fi
        fuzz_replace "$to"
        [ "$fuzz_goal" = merge ] || rm -rf "$fuzz_work/afl/$target"
        echo "$target: $(fuzz_count "$scratch/least") of $(fuzz_count "$scratch/all") inputs," \
            "$(fuzz_size "$scratch/least") bytes, in $(fuzz_short "$to")"
        if [ "$fuzz_goal" = merge ] && [ -s "$scratch/too-much" ]; then
            echo "  without the $(wc -l <"$scratch/too-much" | tr -d ' ') largest: the limit is 2 MB"
        fi
    done
    [ -z "$fuzz_merge_failed" ] || exit $exit_failed
}

fuzz_merge()
{
    fuzz_each merge "$@"
}

fuzz_prune()
{
    fuzz_each prune "$@"
}

# --- coverage -------------------------------------------------------------------------------------

fuzz_coverage()
{
    targets=$(fuzz_targets_named "$@") || exit $?
    [ -n "$fuzz_no_build" ] || deps fuzz
    # All, so that a figure is of the same lines whichever targets are asked for.
    set --
    for target in $(fuzz_all_targets); do
        set -- "$@" "$target"
    done
    fuzz_build coverage "$@"
    fuzz_build checked idsim
    set --
    for target in $(fuzz_all_targets); do
        set -- "$@" -object "$root/build/coverage/bin/$target"
    done
    shift
    out=$root/build/fuzz-coverage
    rm -rf "$out"
    mkdir -p "$out/profile"
    for target in $targets; do
        mkdir -p "$fuzz_work/libfuzzer/$target/corpus" "$fuzz_work/afl/$target/corpus"
        fuzz_seed "$target"
        say "running all inputs of $target"
        # %c keeps the counters of a child that ends badly.
        LLVM_PROFILE_FILE=$out/profile/$target-%m%c.profraw "$root/build/coverage/bin/$target" \
            "$root/corpus/$target" "$seeds" "$fuzz_work/libfuzzer/$target/corpus" \
            "$fuzz_work/afl/$target/corpus" >"$out/$target.txt" 2>&1 ||
            say "$target: $(tail -n 1 "$out/$target.txt")"
        fuzz_coverage_line "$target" "$out/profile/$target.profdata" \
            "$out/profile/$target-"*.profraw -- "$@"
    done
    fuzz_coverage_line 'all of these' "$out/profile/all.profdata" "$out"/profile/*.profraw -- "$@"
    llvm-cov show -format=html -output-dir="$out" -instr-profile "$out/profile/all.profdata" \
        "$@" "$root/core/src" "$root/sim" "$root/fuzz" >/dev/null 2>&1 ||
        fail $exit_environment 'llvm-cov failed'
    fuzz_short "$out/index.html"
}

# fuzz_coverage_line NAME PROFILE COUNTERS... -- PROGRAM...: merges the counters into the profile,
# and prints the line with the figure for core/src
fuzz_coverage_line()
{
    name=$1
    profile=$2
    shift 2
    : >"$profile.list"
    while [ "$1" != -- ]; do
        echo "$1" >>"$profile.list"
        shift
    done
    shift
    llvm-profdata merge -sparse -o "$profile" -f "$profile.list"
    llvm-cov export -format=lcov -instr-profile "$profile" "$@" "$root/core/src" 2>/dev/null |
        awk -F '[:,]' -v name="$name" '
            $1 == "DA" { total++; covered += $3 > 0 }
            END {
                if (total == 0) {
                    print name ": nothing was measured"
                    exit 1
                }
                printf "%s: %d of %d lines of core/src are reached, %.1f %%\n", name, covered,
                    total, 100 * covered / total
            }'
}
