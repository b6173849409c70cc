/** A text that was packed, as base64. */
declare module '*.packed' {
  const base64: string;
  export default base64;
}
/** A text that a bundle has inside. */
declare module '*.txt' {
  const text: string;
  export default text;
}
