// The rows of a timeline: one for the sequencer (or a master), one for each node, and below it one
// for each of its sessions.
import { short, type World } from '../world';

export interface Row {
    key: string; /* for the address */
    label: string;
    title: string;
    lane: number;
    session: number; /* index into uuids; -1: the node itself */
    top: number;
    height: number;
}

export interface Layout {
    rows: Row[];
    hidden: Row[];
    rowOf: Int16Array; /* of each event: its row, or -1 */
    laneRow: Int16Array; /* of each lane: its own row, or -1 */
    height: number;
}

const NODE_HEIGHT = 34;
const SESSION_HEIGHT = 22;
/** Few rows are stretched towards this height, so that arrows are not flat. */
const LEAST_SUM = 240;
export const AXIS_HEIGHT = 38;
/** Below the rows: how many messages are on their way. */
export const BAND_HEIGHT = 30;

function hasSessionRow(world: World, event: number): boolean {
    const role = world.roleOf(event);
    return (role === 'id' || role === 'session') && world.session[event]! >= 0;
}

/** All rows, before some are hidden, in the order of the lanes. */
function allRows(world: World, withSessions: boolean): Row[] {
    const sessions = world.head.lanes.map(() => new Set<number>());
    if (withSessions) {
        for (let event = 0; event < world.n; event++) {
            if (world.lane[event]! >= 0 && hasSessionRow(world, event)) {
                sessions[world.lane[event]!]!.add(world.session[event]!);
            }
        }
    }
    const order = world.head.lanes.map((_, lane) => lane);
    const isAbove = (lane: number): number => (world.isNode(lane) ? 1 : 0);
    order.sort((a, b) => isAbove(a) - isAbove(b) || a - b);
    return order.flatMap((lane) => [
        nodeRow(world, lane),
        ...Array.from(sessions[lane]!, (session) => sessionRow(world, lane, session)),
    ]);
}

function nodeRow(world: World, lane: number): Row {
    const name = world.laneName(lane);
    return {
        key: `${lane}`,
        label: name,
        title: name,
        lane,
        session: -1,
        top: 0,
        height: NODE_HEIGHT,
    };
}

function sessionRow(world: World, lane: number, session: number): Row {
    const uuid = world.uuids[session] ?? '';
    return {
        key: `${lane}.${session}`,
        label: short(uuid),
        title: `session ${uuid} on ${world.laneName(lane)}`,
        lane,
        session,
        top: 0,
        height: SESSION_HEIGHT,
    };
}

export function layoutOf(world: World, withSessions: boolean, hiddenKeys: string[]): Layout {
    const wanted = allRows(world, withSessions);
    const gone = new Set(hiddenKeys);
    const isHidden = (row: Row): boolean => gone.has(row.key) || gone.has(`${row.lane}`);
    const rows = wanted.filter((row) => !isHidden(row));
    const index = new Map(rows.map((row, i) => [row.key, i]));
    const sum = rows.reduce((height, row) => height + row.height, 0);
    const stretch = Math.max(1, Math.min(2, LEAST_SUM / Math.max(1, sum)));
    let top = AXIS_HEIGHT;
    for (const row of rows) {
        row.height = Math.round(row.height * stretch);
        row.top = top;
        top += row.height;
    }
    const laneRow = new Int16Array(world.head.lanes.length).fill(-1);
    laneRow.forEach((_, lane) => (laneRow[lane] = index.get(`${lane}`) ?? -1));
    const rowOf = new Int16Array(world.n).fill(-1);
    const ofSession = new Map<number, number>();
    for (const row of rows) {
        ofSession.set(row.lane * (world.uuids.length + 1) + row.session + 1, index.get(row.key)!);
    }
    const isPlain = world.roles.map((role) => role !== 'op' && role !== 'op-done');
    for (let event = 0; event < world.n; event++) {
        const lane = world.lane[event]!;
        if (lane >= 0 && isPlain[world.kind[event]!]) {
            const session =
                withSessions && hasSessionRow(world, event) ? world.session[event]! : -1;
            rowOf[event] = ofSession.get(lane * (world.uuids.length + 1) + session + 1) ?? -1;
        }
    }
    return { rows, hidden: wanted.filter(isHidden), rowOf, laneRow, height: top + BAND_HEIGHT };
}
