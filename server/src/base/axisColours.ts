// How mesh axes are told apart wherever they are shown: the first have a colour each. No longer list of colours stays apart for every
// kind of sight, so those behind repeat them, and have an outline as well.

/** Colours that there are. */
export const axisColours = 6

export const isOutlined = (axis: number): boolean => axis >= axisColours
