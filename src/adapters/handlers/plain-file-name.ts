/** A file name that is a name and nothing more: no path, no control character, of at most 255 characters. */
export const plainFileName = /^(?!\.{1,2}$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]{1,255}$/u
