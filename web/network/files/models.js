/** Networks as files of other programs: what the package exports as `glassnet/models`. */
export { to_onnx } from './onnx.js';
export { from_safetensors, to_safetensors } from './safetensors.js';
