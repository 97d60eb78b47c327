package mock_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

var addressParameter = regexp.MustCompile(`\{[^}]+\}`)

// TestEveryOperationIsServedOrSaysThatItIsNot sends every operation of every version once: what describe calls not served
// answers 501 with a mark, and nothing else does.
func TestEveryOperationIsServedOrSaysThatItIsNot(t *testing.T) {
	t.Parallel()
	operations, err := describe.Coverages()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range profile.All {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			s := mocktest.Start(t, mock.Options{Profile: p.Name, Seeds: []string{mock.SeedFresh}})
			sent := map[bool]int{}
			for _, operation := range operations {
				coverage := operation.Profiles[p.Name]
				if coverage == describe.Absent {
					continue
				}
				path := addressParameter.ReplaceAllString(operation.Path, "7")
				served := coverage != describe.NotServed
				sent[served]++
				checkServed(t, operation.Method+" "+path, call(t, s, operation.Method, path, "{}"), served)
			}
			documented := 0
			for _, methods := range documentedOperations(t, p.Document) {
				documented += len(methods)
			}
			if sent[true]+sent[false] < documented || sent[true] < 400 {
				t.Errorf("%d operations are served and %d are not, of %d", sent[true], sent[false], documented)
			}
		})
	}
}

func checkServed(t *testing.T, request string, a answer, served bool) {
	t.Helper()
	marked := a.header.Get("X-Authentik-Mock") == "not-implemented"
	if (a.status == http.StatusNotImplemented) == served || marked == served {
		t.Errorf("%s: status %d, mark %v, want served %v", request, a.status, marked, served)
	}
}

// TestAnAddressThatIsNotServedAnswersNoMethod holds for addresses of their own and for those that read like an object's.
func TestAnAddressThatIsNotServedAnswersNoMethod(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, _ string) {
		for _, path := range []string{"events/events/volume/", "core/users/impersonate_end/", "providers/oauth2/"} {
			for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "LINK"} {
				checkServed(t, method+" "+path, call(t, s, method, "/api/v3/"+path, ""), false)
			}
		}
		checkServed(t, "an object", call(t, s, "GET", "/api/v3/core/users/impersonate_ended/", ""), true)
	})
}
