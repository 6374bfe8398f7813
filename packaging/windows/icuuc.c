/* A stand-in for icuuc.dll, which Windows has since version 1703 and Wine 10 has not.

   Qt6Core.dll imports these names and cannot be loaded without them. Each function says that it knows no encoding, so
   that Qt uses its own for UTF-8 and UTF-16, and no other. */

#define EXPORT __declspec(dllexport)

enum { U_FILE_ACCESS_ERROR = 4 };

EXPORT void *ucnv_open(const char *name, int *error) { *error = U_FILE_ACCESS_ERROR; return 0; }
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int index) { return 0; }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, int *error)
{
    *error = U_FILE_ACCESS_ERROR;
    return 0;
}

/* Without a converter nothing calls the rest. */
#define UNUSED(name) EXPORT void name(void) {}
UNUSED(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
UNUSED(UCNV_TO_U_CALLBACK_SUBSTITUTE)
UNUSED(ucnv_cbFromUWriteUChars)
UNUSED(ucnv_cbToUWriteUChars)
UNUSED(ucnv_close)
UNUSED(ucnv_fromUCountPending)
UNUSED(ucnv_fromUnicode)
UNUSED(ucnv_getFromUCallBack)
UNUSED(ucnv_getMaxCharSize)
UNUSED(ucnv_getName)
UNUSED(ucnv_getToUCallBack)
UNUSED(ucnv_reset)
UNUSED(ucnv_setFromUCallBack)
UNUSED(ucnv_setToUCallBack)
UNUSED(ucnv_toUCountPending)
UNUSED(ucnv_toUnicode)
