/** A module of WebAssembly as base64, as the package has it. */
declare module '*modules:simd' {
  const base64: string;
  export default base64;
}
declare module '*modules:scalar' {
  const base64: string;
  export default base64;
}
/** Both modules, the scalar one first, deflated together. */
declare module '*carried:modules' {
  export const base64: string;
  /** bytes of the scalar module */
  export const scalar_size: number;
}
