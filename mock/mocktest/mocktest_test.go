package mocktest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// failing is a test whose FailNow does not end the real one.
type failing struct {
	testing.TB
	said string
}

func (t *failing) Fatalf(format string, values ...any) {
	t.said = fmt.Sprintf(format, values...)
	panic(t)
}

func (t *failing) Fatal(values ...any) { t.Fatalf("%s", fmt.Sprint(values...)) }

// ends returns the message with which a test ends.
func ends(t *testing.T, options mock.Options, test func(s *mocktest.Server)) (said string) {
	t.Helper()
	ending := &failing{TB: t}
	defer func() {
		if caught := recover(); caught != nil && caught != any(ending) {
			panic(caught)
		}
		said = ending.said
	}()
	test(mocktest.Start(ending, options))
	return ""
}

func TestWhatCannotBeDoneEndsTheTestAndSaysWhy(t *testing.T) {
	t.Parallel()
	for says, c := range map[string]struct {
		options mock.Options
		test    func(s *mocktest.Server)
	}{
		"unknown profile":  {mock.Options{Profile: "1.0"}, func(*mocktest.Server) {}},
		"seed:2:4: ":       {mock.Options{}, func(s *mocktest.Server) { s.Seed("users:\n - {usernam: mia}\n") }},
		"does not go back": {mock.Options{}, func(s *mocktest.Server) { s.Advance(-1) }},
		"JournalSize":      {mock.Options{JournalSize: -1}, func(s *mocktest.Server) { s.Requests() }},
		"1 requests are no": {mock.Options{JournalEntries: 2}, func(s *mocktest.Server) {
			for range 3 {
				send(s, "GET", "/api/v3/core/users/me/", "", "")
			}
			s.Requests()
		}},
		"no snapshot":      {mock.Options{}, func(s *mocktest.Server) { s.Restore("nowhere") }},
		"state:2:5: ":      {mock.Options{}, func(s *mocktest.Server) { s.SetState("users:\n  - {usernam: mia}\n") }},
		"cannot be called": {mock.Options{}, func(s *mocktest.Server) { s.Workspace("a b") }},
	} {
		if said := ends(t, c.options, c.test); !strings.Contains(said, says) || !strings.HasPrefix(said, "mock: ") {
			t.Errorf("want %q: %q", says, said)
		}
	}
}

// TestASeedThatIsWrongChangesNothing also checks the objects before the mistake.
func TestASeedThatIsWrongChangesNothing(t *testing.T) {
	t.Parallel()
	ending := &failing{TB: t}
	s := mocktest.Start(ending, mock.Options{})
	func() {
		defer func() { recover() }()
		s.Seed("groups:\n- {name: Before}\nusers:\n- {nome: x}\n")
	}()
	if !strings.Contains(ending.said, "seed:4:") {
		t.Errorf("%q", ending.said)
	}
	s.Seed("groups:\n- {name: After}\n")
	send(s, "GET", "/api/v3/core/groups/?page_size=100", "", "")
	asked := s.Requests()[0]
	if strings.Contains(asked.AnswerBody, `"name":"Before"`) || !strings.Contains(asked.AnswerBody, `"name":"After"`) {
		t.Error(asked.AnswerBody)
	}
	if asked.Header.Get("Authorization") != "Bearer <hidden>" || asked.AnswerHeader.Get("X-Powered-By") != "authentik" {
		t.Errorf("%+v", asked)
	}
	s.Reset()
	if len(s.Requests()) != 0 {
		t.Error("the requests are still there after a reset")
	}
}

// TestAStateGoesToAnotherFakeAndBack: what a test keeps is there again, and nothing else.
func TestAStateGoesToAnotherFakeAndBack(t *testing.T) {
	t.Parallel()
	s, other := mocktest.Start(t, mock.Options{}), mocktest.Start(t, mock.Options{})
	count := func(s *mocktest.Server, name string) int {
		return strings.Count(s.State(), `"name": "`+name+`"`)
	}
	s.Seed("groups: [{name: kept}]")
	s.Snapshot("before")
	s.Seed("groups: [{name: lost}]")
	other.SetState(s.State())
	if other.State() != s.State() {
		t.Error("the other fake has another state")
	}
	if count(s, "kept") != 1 || count(s, "lost") != 1 {
		t.Fatalf("the state has not the groups:\n%s", s.State())
	}
	s.Restore("before")
	if count(s, "kept") != 1 || count(s, "lost") != 0 || count(other, "lost") != 1 {
		t.Errorf("restored:\n%s", s.State())
	}
}
