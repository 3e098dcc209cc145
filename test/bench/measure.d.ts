export interface Row {
    readonly name: string;
    /** Milliseconds, unless the unit says otherwise. */
    readonly value: number;
    readonly unit: 'ms' | 'MB' | 'ratio';
    /** What is aimed at, in the same unit. */
    readonly goal?: number;
    readonly note?: string;
}
export declare function percentile(values: readonly number[], share: number): number;
export declare const median: (values: readonly number[]) => number;
/** Milliseconds of each of `count` runs. */
export declare function timeRuns(count: number, run: (index: number) => void): number[];
export declare function printRows(rows: readonly Row[]): string;
