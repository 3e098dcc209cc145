(comment) @comment
[(string) (quoted)] @string
["model" "mesh" "device" "tactic" "auto" "on" "schedule" "include" "expect"] @keyword
["where" "at" "backward" "both" "result" "only" "and" "or" "not"] @keyword
[(first_divisible) (largest_divisible) (replicated)] @constant.builtin
[(number) (integer) (shape)] @number
(unit) @type
(tactic (name) @function)
(automatic_tactic (name) @function)
(schedule (name) @function)
(tactic_list (name) @function.call)
(axes (name) @variable.parameter)
(mesh_axis (name) @variable.parameter)
(device_statement (name) @type)
(field (name) @property)
(layout_entry (name) @variable.parameter)
(place) @constant
(glob) @variable
(value_name) @variable
(property) @property
(element_type) @type
(figure) @property
(operator) @operator
