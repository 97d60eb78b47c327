package control_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/bus"
	"github.com/authentik-mock/authentik-mock/mock/internal/control"
)

// fakeServer is a server that has only a bus, and takes every name.
type fakeServer struct {
	control.Server
	bus bus.Bus
}

func (s *fakeServer) Bus() *bus.Bus { return &s.bus }

func (s *fakeServer) CheckWorkspace(string) error { return nil }

// TestAQuietStreamSaysThatItLives also checks that a stream only has the events of its world, or of all.
func TestAQuietStreamSaysThatItLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &fakeServer{}
		handler := control.New(server)
		const start = "retry: 1000\n\n"
		streams := map[string]*httptest.ResponseRecorder{}
		ctx, cancel := context.WithCancel(t.Context())
		for _, query := range []string{"", "?workspace=one", "?workspace=*"} {
			w := httptest.NewRecorder()
			streams[query] = w
			go handler.Answer(w, httptest.NewRequest("GET", "/__mock/events"+query, nil).WithContext(ctx))
		}
		time.Sleep(31 * time.Second)
		synctest.Wait()
		for query, w := range streams {
			if got := w.Body.String(); got != start+": alive\n\n: alive\n\n" {
				t.Errorf("%q: %q", query, got)
			}
			w.Body.Reset()
		}
		for _, workspace := range []string{"", "one", "two", bus.Everywhere} {
			server.bus.Publish("state", workspace, func() any { return workspace })
		}
		synctest.Wait()
		for query, wanted := range map[string]string{"": `"" "*"`, "?workspace=one": `"one" "*"`, "?workspace=*": `"" "one" "two" "*"`} {
			var got []string
			for line := range strings.Lines(streams[query].Body.String()) {
				if data, ok := strings.CutPrefix(line, "data: "); ok {
					got = append(got, strings.TrimSpace(data))
				}
			}
			if strings.Join(got, " ") != wanted {
				t.Errorf("%q: %q, want %s", query, got, wanted)
			}
		}
		cancel()
		synctest.Wait()
		if server.bus.Listeners() != 0 {
			t.Error("a stream goes on without its client")
		}
	})
}
