/** A style sheet as text, with all that it imports (web/tools/styles_as_text.mjs). */
declare module '*.css' {
  const text: string;
  export default text;
}
