// The marks of mesh axes are those of hovers.
export { axisColours, isOutlined } from '../../../server/src/base/axisColours'
