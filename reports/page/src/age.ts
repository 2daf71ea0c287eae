// How old a result is.

const DAY = 86_400_000;

function words(days: number): string {
    if (days < 1) {
        return 'today';
    }
    return days < 2 ? 'yesterday' : `${Math.floor(days)} days ago`;
}

export function ageOf(
    made: string | null,
    staleAfterDays: number | null,
): { text: string; isStale: boolean } {
    const time = made === null ? Number.NaN : Date.parse(made);
    if (Number.isNaN(time)) {
        return { text: 'at an unknown time', isStale: false };
    }
    const days = (Date.now() - time) / DAY;
    const isStale = staleAfterDays !== null && days > staleAfterDays;
    const date = made!.slice(0, 10);
    return {
        text: `${words(days)} (${date})${isStale ? `, stale: it should be at most ${staleAfterDays} days old` : ''}`,
        isStale,
    };
}
