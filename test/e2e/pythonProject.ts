// A Python project as a test needs it: a source, the model that JAX made of it, a strategy, and a stand-in for JAX itself.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layersModel, layersPy, layersTactics } from '../support/pythonModel'

/** What a capture script asks of JAX. Lowering answers with a function that has the names and types of its arguments. */
const standIn = `class Config:
    def update(self, name, value):
        pass


config = Config()


class ShapeDtypeStruct:
    def __init__(self, shape, dtype):
        self.type = "tensor<" + "x".join([*map(str, shape), "f32"]) + ">"


class Lowered:
    def __init__(self, arguments):
        self.arguments = arguments

    def as_text(self, debug_info=False):
        names = [f"%arg{i}: {a.type}" for i, a in enumerate(self.arguments)]
        first = self.arguments[0].type
        return f"func.func public @main({', '.join(names)}) -> {first} {{\\n  return %arg0 : {first}\\n}}\\n"


class jit:
    def __init__(self, function):
        self.function = function

    def lower(self, *arguments):
        return Lowered(arguments)
`

/** Python files that the model was made of are older than it. */
const traced = new Date('2026-01-01T00:00:00Z')

export function writePythonProject(folder: string): void {
  mkdirSync(join(folder, 'src', 'jax'), { recursive: true })
  const files = {
    'src/layers.py': layersPy,
    'src/jax/__init__.py': standIn,
    'src/jax/numpy.py': 'float32 = "float32"\n',
    'layers.mlir': layersModel,
    'layers.tactics': layersTactics,
  }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text)
    utimesSync(join(folder, name), traced, traced)
  }
}
