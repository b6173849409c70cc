/** A module of WebAssembly as hexadecimal digits, as the package has it. */
declare module '*modules:simd' {
  const digits: string;
  export default digits;
}
declare module '*modules:scalar' {
  const digits: string;
  export default digits;
}
/** Both modules, the scalar one first, packed together. */
declare module '*carried:modules' {
  export const base64: string;
  /** bytes of the scalar module */
  export const scalar_size: number;
}
