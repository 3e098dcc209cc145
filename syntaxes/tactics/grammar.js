// Tree-sitter grammar of the tactics language. Parts that a person types last are optional here (the reader of the tree
// says what is absent), so that half-typed text gives the same nodes as finished text and few ERROR nodes.

/** A word and what follows it, which may be absent; what could be either is taken as following. A rule of its own: inside a
 * repetition the preference would be lost. */
const withOptional = (word, item) => choice(prec(1, seq(word, item)), word)

const sizes = ['KiB', 'MiB', 'GiB', 'TiB', 'KB', 'MB', 'GB', 'TB']
const rates = [...sizes.map((unit) => `${unit}/s`), 'GFLOP/s', 'TFLOP/s', 'PFLOP/s']
const units = [...sizes, ...rates, 'us', 'ms', 's', '%']

/** Words that begin a statement: ordinary names everywhere else. */
const statementWords = ['model', 'mesh', 'device', 'tactic', 'schedule', 'include']

export default grammar({
  name: 'tactics',
  word: ($) => $.identifier,
  extras: ($) => [/\s/, /\uFEFF/, $.comment],

  rules: {
    source_file: ($) => repeat($._statement),

    _statement: ($) =>
      choice(
        $.model_statement,
        $.include_statement,
        $.mesh_statement,
        $.device_statement,
        $.tactic,
        $.automatic_tactic,
        $.schedule,
      ),

    model_statement: ($) => prec.right(seq('model', optional($.string))),
    include_statement: ($) => prec.right(seq('include', optional($.string))),

    mesh_statement: ($) => prec.right(seq('mesh', optional($.mesh_body))),
    mesh_body: ($) => seq('{', repeat($.mesh_axis), '}'),
    mesh_axis: ($) => prec.right(seq($.name, optional(seq(':', optional($.number))), optional(','))),

    device_statement: ($) => prec.right(seq('device', optional($.name), optional($.field_body))),
    field_body: ($) => seq('{', repeat(choice($.field, alias($._layout_field, $.field))), '}'),
    field: ($) =>
      prec.right(seq($.name, optional(seq(':', optional(choice($.quantity, $.shape, $.path)))), optional(','))),
    shape: () => /[0-9]+(x[0-9]*)+/,
    // Fields of their own, as the brace of any other one begins a path.
    _layout_field: ($) =>
      prec.right(seq(alias(choice('axes', 'wrap'), $.name), optional(seq(':', optional($.layout))), optional(','))),
    layout: ($) => seq('{', repeat($.layout_entry), '}'),
    layout_entry: ($) =>
      prec.right(seq($.name, optional(seq(':', repeat(alias($.identifier, $.place)))), optional(','))),

    tactic: ($) =>
      prec.right(seq('tactic', optional(choice(seq($.name, optional($._on_axes)), $._on)), optional($.tactic_body))),
    automatic_tactic: ($) =>
      prec.right(seq('tactic', optional($.name), 'auto', optional($._on_axes), optional($.field_body))),
    _on_axes: ($) => prec.right(choice($._on, $.axes)),
    _on: ($) => prec.right(seq('on', optional($.axes))),
    axes: ($) => prec.right(seq($.name, repeat($._next_name))),
    tactic_body: ($) => seq('{', repeat($.action), '}'),

    action: ($) =>
      prec.right(
        seq(
          choice($.path, $.scope_target, $.value_target),
          optional(seq('where', optional($._condition))),
          optional(choice(seq(':', optional($._action_value)), $._action_value)),
          optional(','),
        ),
      ),
    _action_value: ($) => choice($.number, $.only, $.first_divisible, $.largest_divisible, $.replicated),
    only: ($) => prec.right(seq('only', optional($.number))),
    first_divisible: () => 'first_divisible',
    largest_divisible: () => 'largest_divisible',
    replicated: () => 'replicated',

    scope_target: ($) =>
      prec.right(
        seq(
          'at',
          optional(seq($.string, optional(choice('backward', 'both')), optional(seq('result', optional($.number))))),
        ),
      ),
    value_target: ($) => seq('at', $.value_name),
    value_name: () => /%[A-Za-z0-9_$.-]+(#[0-9]+)?/,

    // Dots and what follows them stand without spaces, so that a path ends with its line.
    path: ($) => prec.right(seq($._first_segment, repeat(seq($._dot, optional($._next_segment))))),
    _dot: () => token.immediate('.'),
    _first_segment: ($) => choice(alias($.identifier, $.glob), $.glob, $.quoted, $.alternatives),
    _next_segment: ($) =>
      choice(
        alias($._immediate_glob, $.glob),
        alias($._immediate_quoted, $.quoted),
        alias($._immediate_alternatives, $.alternatives),
      ),
    glob: () => /[A-Za-z_][A-Za-z0-9_]*\*[A-Za-z0-9_*]*|\*[A-Za-z0-9_*]*/,
    _immediate_glob: () => token.immediate(prec(1, /[A-Za-z0-9_*]+/)),
    quoted: () => /"([^"\\\r\n]|\\[^\r\n])*"?/,
    _immediate_quoted: () => token.immediate(prec(1, /"([^"\\\r\n]|\\[^\r\n])*"?/)),
    alternatives: ($) => seq('{', repeat($._option_or_comma), '}'),
    _immediate_alternatives: ($) => seq(alias(token.immediate(prec(1, '{')), '{'), repeat($._option_or_comma), '}'),
    _option_or_comma: ($) => choice(',', $.range, alias($._option_path, $.path)),
    _option_path: ($) =>
      prec.right(
        seq(choice($._first_segment, alias($.integer, $.glob)), repeat(seq($._dot, optional($._next_segment)))),
      ),
    range: ($) => prec.right(seq($.integer, '..', optional($.integer))),
    integer: () => /[0-9]+/,

    _condition: ($) => choice($.or, $._conjunction),
    _conjunction: ($) => choice($.and, $._factor),
    _factor: ($) => choice($.not, $.group, $.comparison),
    or: ($) => prec.right(seq($._conjunction, repeat1($._or_conjunction))),
    _or_conjunction: ($) => withOptional('or', $._conjunction),
    and: ($) => prec.right(seq($._factor, repeat1($._and_factor))),
    _and_factor: ($) => withOptional('and', $._factor),
    not: ($) => withOptional('not', $._factor),
    group: ($) => seq('(', optional($._condition), ')'),
    comparison: ($) =>
      prec.right(
        seq(
          alias($.identifier, $.property),
          optional(seq('(', optional($.number), ')')),
          optional(seq($.operator, optional(choice($.quantity, alias($.identifier, $.element_type))))),
        ),
      ),
    operator: () => choice('==', '!=', '<', '<=', '>', '>='),

    schedule: ($) =>
      prec.right(
        seq(
          'schedule',
          optional(choice(seq($.name, optional($._equals_tactics)), $._equals)),
          optional($.schedule_body),
        ),
      ),
    _equals_tactics: ($) => prec.right(choice($._equals, $.tactic_list)),
    _equals: ($) => prec.right(seq('=', optional($.tactic_list))),
    tactic_list: ($) => prec.right(seq($.name, repeat($._next_name))),
    schedule_body: ($) => seq('{', repeat($.expectation), '}'),
    expectation: ($) => prec.right(seq('expect', optional($.figure), optional($.operator), optional($.quantity))),
    figure: ($) => prec.right(seq($.identifier, repeat(seq($._dot, optional(alias($._immediate_glob, $.word)))))),

    quantity: ($) => prec.right(seq($.number, optional($.unit))),
    number: () => /-?[0-9]+(_[0-9]+)*(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
    unit: () => choice(...units),

    _next_name: ($) => withOptional(',', $.name),
    name: ($) => prec.right(1, choice($.identifier, ...statementWords)),
    string: () => /"([^"\\\r\n]|\\[^\r\n])*"?/,
    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    comment: () => /\/\/[^\n]*/,
  },
})
