/** As much of both modules, packed together, as the SIMD module needs; as the package has it. */
declare module '*modules:simd' {
  const base64: string;
  export default base64;
  /** bytes of the SIMD module */
  export const size: number;
}
/** The rest. */
declare module '*modules:scalar' {
  const base64: string;
  export default base64;
}
/** Both modules, packed together. */
declare module '*carried:modules' {
  export const base64: string;
  /** bytes of the SIMD module */
  export const simd_size: number;
}
