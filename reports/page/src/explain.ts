// What the page's words mean, for readers who see this project for the first time.

export const HOW: Record<string, string[]> = {
    compressor: [
        'Each node hosts sessions. A session makes IDs at once, without asking anyone: local IDs, which are negative and known only to it.',
        'Now and then it takes a range, the IDs made since, and its node submits it. The sequencer puts the submissions of all nodes into one order, the log.',
        'Every node applies the log in that order, and so all nodes give the same final IDs, which are not negative. A final ID comes from a cluster: consecutive final IDs that are reserved for one session.',
        'While a session\u2019s cluster has room, the session uses its final IDs at once (eager finals), before the log has brought them.',
    ],
    sequence: [
        'A master in office grants chunks of a range of numbers to coordinators. The range is cut so that each coordinator gets every N-th number.',
        'The master stores what it granted before it answers. A coordinator draws IDs from its chunk without asking anyone, and asks for the next one in time.',
        'Masters come and go; each has a term. Messages and writes may be lost, repeated or late. No ID may ever be drawn twice.',
    ],
    snowflake: [
        'An ID is 64 bits: a time, the number of the coordinator that made it, and a sequence within one tick of the clock.',
        'IDs are unique if no two nodes have one number at the same time (leases), and if a node that starts again begins above its stored mark.',
        'Here the clocks drift, step back and freeze. The lines show how far each node\u2019s clock is from true time.',
    ],
    korder: [
        'An ID is a time, a node\u2019s number and a sequence; it is 64 bits on its node and 96 bits between nodes.',
        'A strict node never repeats an ID as long as numbers differ, whatever its clock does; a faithful node takes its clock as it is.',
        'The IDs of all nodes are sorted by windows of time, as far as the clocks agree.',
    ],
};

export const GLOSSARY: [string, string][] = [
    ['op', 'one thing that happens in the world: a line of its tape'],
    ['event', 'a consequence of an op; an op may have none or many'],
    ['quiet phase', 'after the last op: faults stop and everything is delivered'],
    ['node', 'a process with a copy of the document'],
    ['session', 'one allocator, named by a UUID; here by its first eight digits'],
    ['sequencer, log', 'what puts the submissions of all nodes into one order, and that order'],
    ['submission', 'a message from a node to the sequencer'],
    ['entry', 'an element of the log, on its way to a node'],
    ['range', 'the IDs that a session made, as sent to the sequencer'],
    ['local ID', 'negative: known in one session only'],
    ['final ID', 'not negative: the same for every node'],
    ['eager final', 'a final ID that a session uses before its range came back in the log'],
    ['stable ID', 'the UUID that an ID stands for'],
    ['cluster', 'consecutive final IDs of one session, some used, the rest reserved'],
    ['ghost', 'a session whose IDs every node makes at one point of the log'],
    ['gen count', '1 for the first ID of a session, 2 for the second, and so on'],
    [
        'session space, op space',
        'how a session writes its IDs for itself, and how messages write them',
    ],
    ['forged', 'an entry of the log that no honest node submitted'],
    ['invariant', 'a rule that the simulator holds the allocator to'],
    ['mark, fault', 'something a world reached; something that went wrong in it on purpose'],
    ['chunk', 'the numbers of a range that one coordinator may draw'],
    ['lease', 'the time for which a node owns a coordinator number'],
    ['mark of a node', 'a stored time; after a restart the node makes IDs only above it'],
];

export const FATES: Record<string, string> = {
    'in-flight': 'still on its way at the end',
    arrived: 'arrived',
    late: 'late: one that was sent later came before it',
    early: 'early: it waits for its turn',
    lost: 'lost',
    cut: 'held back by a cut link',
    repeated: 'a copy; ignored',
    old: 'of an earlier connection; ignored',
    'crowded-out': 'lost: too many were in flight',
    nobody: 'lost: its receiver was down',
    damaged: 'damaged on its way',
};

export const ROLES: Record<string, string> = {
    id: 'IDs made, used or asked about',
    session: 'a session opens, closes, takes a range',
    message: 'a message is sent or handled',
    log: 'an entry enters the log or is applied',
    node: 'a node starts, connects, goes offline',
    storage: 'saved or loaded',
    fault: 'a fault: crash, loss, cut, damage, forgery',
    clock: 'a clock moves',
    phase: 'a checkpoint, the quiet phase',
    other: 'anything else',
};

export const GAUGES: Record<string, string> = {
    state: 'state',
    position: 'log position',
    clusters: 'clusters',
    pending: 'pending (submitted, not yet seen in the log)',
    'in-flight': 'messages in flight',
    sessions: 'sessions',
    log: 'length of the log',
    ids: 'IDs handed out',
    eager: 'eager finals (of the IDs handed out)',
    reserved: 'final IDs in clusters',
    finals: 'IDs that became final',
    waste: 'waste (final IDs in clusters that nobody has)',
    'clock-error-us': 'clock ahead of true time, us',
    lag: 'lag (most entries a connected node is behind)',
};

/** "1 cluster", "2 clusters". */
export function several(count: number | bigint, what: string): string {
    return `${count.toLocaleString('en')} ${what}${Number(count) === 1 ? '' : 's'}`;
}

/** "in-flight" as people write it. */
export function plain(name: string): string {
    return name.replace(/[-_]/g, ' ');
}
