package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
)

// TestANameSaysWhetherItsValueIsASecret imports a request with a member of each name: what stands under the name of a secret
// is replaced, and what only says something about one is kept.
func TestANameSaysWhetherItsValueIsASecret(t *testing.T) {
	t.Parallel()
	for want, names := range map[bool]string{
		true: "password bind_password client_secret token refresh_token_value private_key credentials certificate_data key_data api_key " +
			"access_key csrf csrf_cookie session kubeconfig sync_keytab sync_krb5_ccache cookies key code auth seed otp code_verifier " +
			"assertion config_url authorization Password",
		false: "name signing_key encryption_key codes author authentication seeds assertions config access_token_validity " +
			"session_duration token_expiry session_not_on_or_after token_type password_change_date password_flow password_stage password_policy " +
			"token_count token_method password_fields password_length",
	} {
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
