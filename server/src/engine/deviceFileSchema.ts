// The JSON schema of a user's device file, from the tables that its reader uses; `npm run generate` writes it for the editor.
import { deviceFieldTable } from '../cost/deviceFields'
import type { DeviceField } from '../cost/deviceFields'
import { partFields } from './deviceFileFields'
import { describeUnits } from './deviceValues'

const figureSchema = (field: DeviceField): object => {
  const value = field.unit === 'flag' ? { enum: [true, false, 'on', 'off'] } : { type: ['number', 'string'] }
  const sourced = {
    type: 'object',
    properties: { value, source: { type: 'string', description: 'where the figure comes from' } },
    required: ['value'],
    additionalProperties: false,
  }
  return { description: `${field.meaning}: ${describeUnits(field)}`, anyOf: [value, sourced] }
}

/** Draft 7, as editors read it. */
export function makeDeviceFileSchema(): object {
  const figures = [...deviceFieldTable].map(([name, field]) => [name, figureSchema(field)] as const)
  const parts = Object.entries(partFields).map(([name, { form }]) => [name, { description: form }] as const)
  const properties = {
    extends: { type: 'string', description: 'a device of the catalogue, or one above in this file' },
    source: { type: 'string', description: 'where the figures come from' },
    ...Object.fromEntries([...parts, ...figures]),
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Devices of your own for Shardlens',
    type: 'object',
    required: ['devices'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      devices: { type: 'object', additionalProperties: { type: 'object', properties, additionalProperties: false } },
    },
  }
}
