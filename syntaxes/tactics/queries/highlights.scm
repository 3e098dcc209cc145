(comment) @comment
(string) @string
["model" "mesh" "device" "tactic" "on" "schedule" "include" "expect" "where" "at" "result" "and" "or" "not"] @keyword
(automatic) @keyword
[(first_divisible) (largest_divisible) (replicated)] @constant.builtin
(number) @number
(unit) @type
(tactic name: (name) @function)
(schedule name: (name) @function)
(schedule tactic: (name) @function.call)
(tactic axis: (name) @variable.parameter)
(axis name: (name) @variable.parameter)
(device name: (name) @type)
(field name: (name) @property)
(glob) @variable
(any) @operator
(value_name) @variable
(property name: (name) @property)
(figure) @property
(operator) @operator
