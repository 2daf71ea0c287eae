// The options of "./dev bench"; core/bench/bench.sh has its help.

export const exitFailed = 1;
export const exitUsage = 2;
export const exitEnvironment = 4;

// An end with a message and an exit status.
export class Stop extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

const runsMin = 7;

function count(name, text) {
    if (!/^[1-9][0-9]{0,2}$/.test(text ?? "")) {
        throw new Stop(exitUsage, `${name} needs a number from 1 to 999, not "${text ?? ""}"`);
    }
    return Number(text);
}

// Words as "--runs=9" are two.
function split(words) {
    return words.flatMap((word) => {
        const found = /^(--[a-z-]+)=(.*)$/.exec(word);
        return found ? [found[1], found[2]] : [word];
    });
}

function checked(options) {
    if (options.worst && options.growth) {
        throw new Stop(exitUsage, "--worst and --growth cannot be used together");
    }
    if (options.only !== "" && (options.worst || options.growth)) {
        throw new Stop(exitUsage, "--only goes with neither --worst nor --growth");
    }
    if (options.runs !== undefined && options.runs < runsMin && !options.quick) {
        throw new Stop(exitUsage, `--runs needs at least ${runsMin}, except with --quick`);
    }
    const usual = options.worst || options.growth ? 7 : 9;
    return { ...options, runs: options.runs ?? (options.quick ? 3 : usual) };
}

export function parse(words) {
    const options = { only: "", worst: false, growth: false, quick: false, json: false, pin: true };
    const rest = split(words);
    while (rest.length > 0) {
        const word = rest.shift();
        switch (word) {
            case "--only":
                options.only = rest.shift() ?? "";
                if (options.only === "") {
                    throw new Stop(exitUsage, "--only needs a word");
                }
                break;
            case "--runs":
                options.runs = count(word, rest.shift());
                break;
            case "--worst":
            case "--growth":
            case "--quick":
            case "--json":
                options[word.slice(2)] = true;
                break;
            case "--no-pin":
                options.pin = false;
                break;
            default:
                throw new Stop(exitUsage, `bench has no "${word}"; see "./dev bench help"`);
        }
    }
    return checked(options);
}
