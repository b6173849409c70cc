/** A text that was packed, as base64. */
declare module '*.packed' {
  const base64: string;
  export default base64;
}
