// Branded numbers: a figure with a unit never crosses a folder as a bare number.

declare const unit: unique symbol

export type Bytes = number & { readonly [unit]: 'bytes' }
export type Flops = number & { readonly [unit]: 'flops' }
export type Seconds = number & { readonly [unit]: 'seconds' }

/** Bytes of memory or traffic on one device. */
export const bytes = (value: number): Bytes => value as Bytes // the brand has no run-time form
/** Floating-point operations on one device. */
export const flops = (value: number): Flops => value as Flops // as above
/** Seconds of estimated time. */
export const seconds = (value: number): Seconds => value as Seconds // as above

/** What a figure is counted in; `bandwidth` is bytes a second, `flopRate` floating-point operations a second, `share` 0 to 1. */
export type Unit = 'bytes' | 'seconds' | 'flops' | 'bandwidth' | 'flopRate' | 'share' | 'count'
