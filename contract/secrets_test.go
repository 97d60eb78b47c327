package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// namesOfMembers are names of secrets, and names that only describe one.
var namesOfMembers = map[bool]string{
	true: "password bind_password client_secret token refresh_token_value private_key credentials certificate_data key_data api_key " +
		"access_key csrf csrf_cookie session kubeconfig sync_keytab sync_krb5_ccache cookies key code auth seed otp code_verifier " +
		"assertion config_url authorization Password",
	false: "name signing_key encryption_key codes author authentication seeds assertions config access_token_validity " +
		"session_duration token_expiry session_not_on_or_after token_type password_change_date password_flow password_stage password_policy " +
		"token_count token_method password_fields password_length",
}

// TestANameSaysWhetherItsValueIsASecret imports a request with a member of each name: a value under the name
// of a secret is replaced, one under a name that only describes a secret is kept.
func TestANameSaysWhetherItsValueIsASecret(t *testing.T) {
	t.Parallel()
	for want, names := range namesOfMembers {
		for _, name := range strings.Fields(names) {
			text, err := contract.ImportHAR("Names", har(t, []exchange{{
				sent{"POST", "/api/v3/core/groups/", fmt.Sprintf(`{"attributes": {%q: "w4lrus-value"}}`, name), nil},
				"https://authentik.example/api/v3/core/groups/", 400, nil, "",
			}}))
			if err != nil {
				t.Fatal(err)
			}
			if hidden := !strings.Contains(string(text), "w4lrus-value"); hidden != want {
				t.Errorf("%s is hidden: %v, want %v\n%s", name, hidden, want, text)
			}
		}
	}
}

// aboutOne matches names that only describe a secret: a report hides these too, to be safe.
var aboutOne = regexp.MustCompile("password|session|token")

// TestAReportHidesWhatStandsUnderTheNameOfASecret writes answers with a member of each name into a report.
func TestAReportHidesWhatStandsUnderTheNameOfASecret(t *testing.T) {
	t.Parallel()
	target := broken(t, func(r *http.Request, a *httptest.ResponseRecorder) {
		if name := r.URL.Query().Get("name"); name != "" {
			a.Body.Reset()
			fmt.Fprintf(a.Body, `{"first": "is shown", %q: "w4lrus-value", "last": "is shown"}`, name)
		}
	})
	for want, names := range namesOfMembers {
		for _, name := range strings.Fields(names) {
			scenario := "title: A member\nsteps:\n  - {do: 'GET /api/v3/root/config/?name=" + name + "', expect: 200, answer: <any>}\n"
			shown := verify(t, target, scenario).Results[0].Exchanges[0].Answer
			wanted := fmt.Sprintf(`{"first": "is shown", %q: "w4lrus-value", "last": "is shown"}`, name)
			if want || aboutOne.MatchString(name) {
				wanted = strings.Replace(wanted, "w4lrus-value", "<hidden>", 1)
			}
			if shown != wanted {
				t.Errorf("got %s, want %s", shown, wanted)
			}
		}
	}
}
