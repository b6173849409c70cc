/** A module of WebAssembly as base64, as the package has it. */
declare module '*modules:simd' {
  const base64: string;
  export default base64;
}
declare module '*modules:scalar' {
  const base64: string;
  export default base64;
}
