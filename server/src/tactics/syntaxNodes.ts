// Concrete syntax as plain data: what tree-sitter made of a piece of text, copied out, so that its tree can be deleted.
import type { Span } from '../base/problems'

/** The part of a tree-sitter node that is read here. */
export interface SyntaxNodeLike {
  readonly type: string
  readonly startIndex: number
  readonly endIndex: number
  readonly isNamed: boolean
  readonly isMissing: boolean
  readonly isError: boolean
  readonly isExtra: boolean
  readonly children: readonly (SyntaxNodeLike | null)[]
}

/** A tree holds memory outside the garbage collector's reach until it is deleted. */
export interface SyntaxTreeLike {
  readonly rootNode: SyntaxNodeLike
  delete(): void
}

/** A tree-sitter parser with the tactics grammar, made by the host. Offsets are UTF-16 units. */
export interface TacticsParser {
  parse(text: string): SyntaxTreeLike | null
}

/** A node with offsets into the whole file; comments are left out. */
export interface SyntaxNode extends Span {
  readonly type: string
  readonly isNamed: boolean
  readonly isMissing: boolean
  readonly isError: boolean
  readonly children: readonly SyntaxNode[]
}

/** Levels of nodes that are read; a pair of braces or parentheses takes two or three. Bounds the recursion of all readers. */
const mostLevels = 256

/** Type of the ERROR node that stands for what is nested deeper than that. */
export const tooDeep = 'too_deep'

interface Place {
  readonly shift: number
  readonly limit: number
}

/**
 * Parses one text; its offset 0 stands at `shift` of the file, and what was added to its end lies after `limit`.
 * Undefined when the parser gives no tree.
 */
export function parseNodes(parser: TacticsParser, text: string, { shift, limit }: Place): SyntaxNode | undefined {
  const tree = parser.parse(text)
  if (tree === null) return undefined
  try {
    return copyNode(tree.rootNode, { shift, limit }, 0)
  } finally {
    tree.delete()
  }
}

function copyNode(node: SyntaxNodeLike, place: Place, level: number): SyntaxNode {
  const isTooDeep = level >= mostLevels && node.children.length > 0
  const children: SyntaxNode[] = []
  for (const child of isTooDeep ? [] : node.children) {
    if (child !== null && child.type !== 'comment') children.push(copyNode(child, place, level + 1))
  }
  return {
    type: isTooDeep ? tooDeep : node.type,
    start: Math.min(node.startIndex + place.shift, place.limit),
    end: Math.min(node.endIndex + place.shift, place.limit),
    isNamed: node.isNamed,
    // What holds nothing but what the parser made up is made up as well.
    isMissing: node.isMissing || (children.length > 0 && children.every(({ isMissing }) => isMissing)),
    isError: node.isError || isTooDeep,
    children,
  }
}

/** True when some part could not be read or was made up by the parser. */
export const hasFault = (node: SyntaxNode): boolean => node.isError || node.isMissing || node.children.some(hasFault)

/** First child of one of the types that is really there. */
export const findChild = (node: SyntaxNode, ...types: string[]): SyntaxNode | undefined =>
  node.children.find((child) => !child.isMissing && types.includes(child.type))
