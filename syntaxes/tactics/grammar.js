// The tactics language. Half-typed text is the normal case while typing: statements recover on their own keywords.
/// <reference types="tree-sitter-cli/dsl" />

const list = (rule) => optional(listOf(rule))
const listOf = (rule) => seq(rule, repeat(seq(',', rule)), optional(','))

export default grammar({
  name: 'tactics',
  word: ($) => $.name,
  extras: ($) => [/\s/, $.comment],
  conflicts: () => [],
  rules: {
    file: ($) => repeat($._statement),
    comment: () => token(seq('//', /[^\n\r]*/)),
    _statement: ($) =>
      choice($.model, $.include, $.mesh, $.device, $.tactic, $.schedule),

    model: ($) => seq('model', field('path', $.string)),
    include: ($) => seq('include', field('path', $.string)),

    mesh: ($) => seq('mesh', '{', list($.axis), '}'),
    axis: ($) => seq(field('name', $.name), ':', field('size', $.number)),

    device: ($) => seq('device', field('name', $.name), optional(seq('{', list($.field), '}'))),
    field: ($) => seq(field('name', $.name), ':', field('value', choice($.quantity, $.pattern))),

    tactic: ($) =>
      seq(
        'tactic',
        field('name', $.name),
        choice(seq($._axes, '{', repeat($.action), '}'), seq(alias('auto', $.automatic), $._axes, '{', repeat($.field), '}')),
      ),
    _axes: ($) => seq('on', listOf(field('axis', $.name))),
    action: ($) =>
      seq(
        field('target', choice($.pattern, $.at)),
        optional(seq('where', field('condition', $._condition))),
        ':',
        field('value', $._action_value),
      ),
    _action_value: ($) =>
      choice($.quantity, $.first_divisible, $.largest_divisible, $.replicated),
    first_divisible: () => 'first_divisible',
    largest_divisible: () => 'largest_divisible',
    replicated: () => 'replicated',

    pattern: ($) => seq($._segment, repeat(seq(token.immediate('.'), $._next_segment))),
    _segment: ($) => choice($.any, $.glob, $.alternatives, $.string, alias($.name, $.glob), alias($.number, $.glob)),
    _next_segment: ($) =>
      choice(
        alias($.immediate_any, $.any),
        alias($.immediate_glob, $.glob),
        alias($.immediate_alternatives, $.alternatives),
        alias($.immediate_string, $.string),
      ),
    any: () => token(prec(2, '**')),
    glob: () => token(prec(-1, /[A-Za-z0-9_*?]+/)),
    immediate_any: () => token.immediate(prec(2, '**')),
    immediate_glob: () => token.immediate(prec(1, /[A-Za-z0-9_*?]+/)),
    alternatives: ($) => seq('{', listOf($._option), '}'),
    immediate_alternatives: ($) => seq(token.immediate('{'), listOf($._option), '}'),
    _option: ($) => choice($.range, $.option),
    option: ($) => seq($._segment, repeat(seq(token.immediate('.'), $._next_segment))),
    range: ($) => seq(field('from', $.number), token.immediate('..'), field('to', alias(token.immediate(/\d+/), $.number))),

    at: ($) =>
      seq('at', choice(seq(field('scope', $.string), optional(seq('result', field('result', $.number)))), field('value', $.value_name))),
    value_name: () => token(/%[A-Za-z0-9_$.-]+(#\d+)?/),

    _condition: ($) => choice($.or, $.and, $.not, $.comparison, $.parenthesized),
    or: ($) => prec.left(1, seq(field('left', $._condition), 'or', field('right', $._condition))),
    and: ($) => prec.left(2, seq(field('left', $._condition), 'and', field('right', $._condition))),
    not: ($) => prec(3, seq('not', field('operand', $._condition))),
    parenthesized: ($) => seq('(', field('operand', $._condition), ')'),
    comparison: ($) =>
      seq(field('property', $.property), field('operator', $.operator), field('value', choice($.quantity, $.dtype))),
    property: ($) => seq(field('name', $.name), optional(seq('(', field('dim', $.number), ')'))),
    dtype: () => token(prec(-1, /[A-Za-z][A-Za-z0-9_]*/)),
    operator: () => choice('==', '!=', '<', '<=', '>', '>='),

    schedule: ($) =>
      seq('schedule', field('name', $.name), '=', listOf(field('tactic', $.name)), optional(seq('{', repeat($.expect), '}'))),
    expect: ($) => seq('expect', field('figure', $.figure), field('operator', $.operator), field('value', $.quantity)),
    figure: ($) => seq($.name, repeat(seq(token.immediate('.'), alias(token.immediate(/[A-Za-z_][A-Za-z0-9_]*/), $.name)))),

    quantity: ($) => prec.right(1, seq($.number, optional($.unit))),
    unit: () => choice('KiB', 'MiB', 'GiB', 'TiB', 'KB', 'MB', 'GB', 'TB', 'us', 'ms', 's', '%'),
    number: () => token(/-?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?/),
    name: () => /[A-Za-z_][A-Za-z0-9_]*/,
    string: () => token(seq('"', /([^"\\\n\r]|\\.)*/, '"')),
    immediate_string: () => token.immediate(seq('"', /([^"\\\n\r]|\\.)*/, '"')),
  },
})
