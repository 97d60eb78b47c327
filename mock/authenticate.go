package mock

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/faults"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/resources"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// schemesRefused is the span in which a scheme other than Bearer is an error; afterwards it counts as no
// credentials.
var schemesRefused = profile.Dated("credentials of another scheme are refused", profile.Until(profile.V2025_12, profile.Recorded))

// authenticationFailed is the code of REST framework's AuthenticationFailed.
const authenticationFailed = "authentication_failed"

// tokenUser returns the row of the user whose token a call has, nil for none. It does not decide what the request may do.
func (c *call) tokenUser() (row *store.Row) {
	scheme, key, err := credentials(c.r)
	if err != nil || !isBearer(scheme) {
		return nil
	}
	c.world.store.View(func(tx *store.Tx) error {
		row, _ = resources.Authenticate(tx, key, c.world.now())
		return nil
	})
	return row
}

// authenticate identifies the user. A header without credentials is ignored; the text after Bearer must be
// the key of a token.
func authenticate(c *call, q *drf.Request) error {
	q.User = resources.Nobody
	scheme, key, err := credentials(c.r)
	if err != nil {
		return err
	}
	if scheme == "" {
		return nil
	}
	if !isBearer(scheme) {
		if schemesRefused.In(q.Contract) {
			return drf.Detail(http.StatusForbidden, messages.New("Unsupported authentication type")).
				Because(drf.Reason{Layer: drf.LayerAuthentication, Code: authenticationFailed, Why: "the scheme is not Bearer", Span: schemesRefused})
		}
		return nil
	}
	row, why := resources.Authenticate(q.Tx, key, q.Now)
	if c.strike.Has(faults.TokenExpired) {
		row, why = nil, "the token counts as expired"
	}
	if row == nil && !ascii(key) {
		return drf.Crash("an unknown key is compared with the secret key, and hmac.compare_digest takes ASCII text only")
	}
	if row == nil {
		return drf.Detail(http.StatusForbidden, messages.New("Token invalid/expired")).
			Because(drf.Reason{Layer: drf.LayerAuthentication, Code: authenticationFailed, Why: why})
	}
	c.user = row.Text("username")
	q.Viewer, q.User = row, resources.NewUser(q.Tx, row)
	if c.strike.Has(faults.PermissionLost) {
		q.User = resources.NewUserWithout(row)
	}
	return nil
}

// credentials returns the two words of the Authorization header; scheme is "" if there are none.
func credentials(r *http.Request) (scheme, key string, err error) {
	header := r.Header.Get("Authorization")
	if !utf8.ValidString(header) {
		return "", "", drf.Crash("the header is decoded as UTF-8, and nothing catches the UnicodeDecodeError").Of("Authorization")
	}
	scheme, key, given := strings.Cut(python.Strip(header), " ")
	if !given {
		return "", "", nil
	}
	return scheme, key, nil
}

func isBearer(scheme string) bool { return strings.EqualFold(scheme, "bearer") }

func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
