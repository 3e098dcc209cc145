// Completions -> the protocol's items. What explains an item is made when a person looks at it, so the newest list is kept.
import type { CompletionItem } from 'vscode-languageserver/node'
import { CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver/node'
import type { Completion } from '../ide/completion/completeTactics'
import type { Positions } from './convert'
import { rangeOf } from './convert'

export interface CompletionLists {
  /** Items of a new list; `suggestsAgain`: the editor takes the command that asks for the next completion. */
  readonly show: (completions: readonly Completion[], positions: Positions, suggestsAgain: boolean) => CompletionItem[]
  /** The item with its documentation; as it was when it is of an older list. */
  readonly resolve: (item: CompletionItem) => CompletionItem
}

export function createCompletionLists(): CompletionLists {
  let list = 0
  let shown: readonly Completion[] = []
  return {
    show: (completions, positions, suggestsAgain) => {
      list++
      shown = completions
      return completions.map((one, index) => ({
        ...toCompletionItem(one, positions),
        data: [list, index],
        ...(one.goesOn === true && suggestsAgain ? { command: suggestAgain } : {}),
      }))
    },
    resolve: (item) => {
      const [of, index] = Array.isArray(item.data) ? (item.data as unknown[]) : [] // checked below
      const completion = of === list && typeof index === 'number' ? shown[index] : undefined
      const value = completion?.document?.() ?? ''
      return value === '' ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } }
    },
  }
}

const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' }

const kinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  path: CompletionItemKind.Field,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  axis: CompletionItemKind.EnumMember,
  device: CompletionItemKind.Constant,
  tactic: CompletionItemKind.Function,
  field: CompletionItemKind.Property,
  figure: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.Value,
  unit: CompletionItemKind.Unit,
  scope: CompletionItemKind.Module,
  snippet: CompletionItemKind.Snippet,
}

/** So that `layer_2` stands before `layer_10`. */
const inNumericOrder = (label: string): string => label.replaceAll(/\d+/g, (digits) => digits.padStart(8, '0'))

function toCompletionItem(completion: Completion, positions: Positions): CompletionItem {
  const { label, kind, insert, span, rank, detail } = completion
  return {
    label,
    kind: kinds[kind],
    sortText: `${String(rank).padStart(3, '0')} ${inNumericOrder(label)}`,
    textEdit: { range: rangeOf(span, positions), newText: insert },
    ...(kind === 'snippet' ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(detail === undefined || detail === '' ? {} : { detail }),
  }
}
