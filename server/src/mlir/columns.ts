// What scanning makes of StableHLO text: columns of integers over SharedArrayBuffer, spans into the source bytes.
// Operations stand in text order, so an operation's regions follow it directly (pre-order).

/** Distinct texts, each a span of the source bytes; equal texts have equal ids. */
export interface TextTable {
  readonly count: number
  readonly start: Int32Array
  readonly end: Int32Array
  /** What the spans refer to when that is not the source: see `names`. Read entries with `textOf`. */
  readonly bytes?: Uint8Array
}

/** Everything read off one file. All arrays are views of SharedArrayBuffer and are never written after the scan. */
export interface ModuleColumns {
  /** The file, UTF-8. All offsets of a model are offsets into it. */
  readonly bytes: Uint8Array
  /** Offset of the first byte of each line. */
  readonly lineStart: Int32Array
  /** Operation names without quotes, `stablehlo.add`; `func.call`, `func.return` and `stablehlo.return` for their short forms (`call`, `return`). Its spans are of its own `bytes`, as a short form is not in the source in full. */
  readonly names: TextTable
  /** Types as written: `tensor<48x2048xf32>`. */
  readonly types: TextTable
  /** Attribute texts, see `operations.head` and `operations.attributes`. */
  readonly texts: TextTable
  readonly operations: OperationColumns
  /**
   * Operand uses; operation i has operandStart[i] .. operandStart[i + 1], in MLIR's order: that of the text, but for
   * `reduce(%a init: %x), (%b init: %y)`, which has %a, %b, %x, %y.
   */
  readonly operands: {
    /** Value id, or -1 where the name is not defined. */
    readonly value: Int32Array
    /** Offset of the `%`. */
    readonly start: Int32Array
  }
  readonly values: ValueColumns
  readonly blocks: {
    readonly count: number
    readonly region: Int32Array
    /** Its arguments are the values argumentStart .. argumentStart + argumentCount. */
    readonly argumentStart: Int32Array
    readonly argumentCount: Int32Array
    /** Its operations lie in firstOperation .. endOperation; step with `operations.subtreeEnd`. */
    readonly firstOperation: Int32Array
    readonly endOperation: Int32Array
  }
  readonly regions: {
    readonly count: number
    readonly operation: Int32Array
    /** Blocks of a region are consecutive: firstBlock .. firstBlock + blockCount. */
    readonly firstBlock: Int32Array
    readonly blockCount: Int32Array
  }
  readonly functions: {
    readonly count: number
    /** The func.func operation. */
    readonly operation: Int32Array
    /** Symbol without `@` as a span of the source. */
    readonly nameStart: Int32Array
    readonly nameEnd: Int32Array
    readonly isPublic: Uint8Array
    /** Result types and attribute texts: resultStart[i] .. resultStart[i + 1] of the two columns below. */
    readonly resultStart: Int32Array
    readonly resultType: Int32Array
    /** texts id of `{jax.result_info = "..."}`, or -1. */
    readonly resultAttributes: Int32Array
  }
  /** Distinct locations. */
  readonly locations: {
    readonly count: number
    /** Span of the location's body: what stands between `loc(` and its `)`. Empty for an alias without definition. */
    readonly start: Int32Array
    readonly end: Int32Array
    /** For resolving `#locN` inside bodies: alias texts, interned; aliasLocation[aliasId] is a location id. */
    readonly aliases: TextTable
    readonly aliasLocation: Int32Array
  }
}

export interface OperationColumns {
  readonly count: number
  /** Id in `names`. */
  readonly name: Int32Array
  /** Span of the operation: from its first result (or its name) to its end, regions and location included. */
  readonly start: Int32Array
  readonly end: Int32Array
  /** Offset of its name. */
  readonly nameStart: Int32Array
  /** count + 1 offsets into `operands`. */
  readonly operandStart: Int32Array
  /** Results are the values resultStart .. resultStart + resultCount. */
  readonly resultStart: Int32Array
  readonly resultCount: Int32Array
  /**
   * texts id of what stands between the name and the first operand (`GE, ` of a compare, `@f(` of a call), trimmed; -1 when empty.
   * Operations without operands put all there is into `attributes`, except that a symbol directly after the name stays in `head`.
   */
  readonly head: Int32Array
  /**
   * texts id of what stands between the last operand and the type signature (or the first region), trimmed, with the
   * closing parenthesis of the operand list left out: `contracting_dims = [1] x [2]`, `<{dimension_numbers = ...}>`. -1 when empty.
   * For a generic form with attributes after the regions (`}) {dim = 0} : ...`) it is that text.
   */
  readonly attributes: Int32Array
  /** texts id of attributes after the regions when `attributes` has those before them; else -1. */
  readonly moreAttributes: Int32Array
  /** Id in `locations`, or -1. */
  readonly location: Int32Array
  /** Block that holds the operation, or -1 at the top. */
  readonly block: Int32Array
  /** Index after the last operation nested in it. */
  readonly subtreeEnd: Int32Array
  /** Its regions are firstRegion .. firstRegion + regionCount. */
  readonly firstRegion: Int32Array
  readonly regionCount: Int32Array
}

export interface ValueColumns {
  readonly count: number
  /** Id in `types`, or -1 when unknown. */
  readonly type: Int32Array
  /** Defining operation, or -1 for a block argument. */
  readonly operation: Int32Array
  /** Result number, or argument number within its block. */
  readonly index: Int32Array
  /** Block of a block argument, or -1. */
  readonly block: Int32Array
  /** Span of the name as defined, with its `%`; for `%4:2` that of `%4` for both values. */
  readonly nameStart: Int32Array
  readonly nameEnd: Int32Array
  /** For block arguments: location id or -1, and texts id of the attribute dictionary or -1. */
  readonly location: Int32Array
  readonly attributes: Int32Array
}
