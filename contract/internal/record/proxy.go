package record

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// ProxyOptions configures a [Proxy].
type ProxyOptions struct {
	// Target is the address of the server that answers.
	Target string
	// Listener accepts the client's connections. Proxy closes it.
	Listener net.Listener
	// Title is the title of the scenario.
	Title string
	// Progress, if not nil, is called with the scenario file so far while the proxy runs.
	Progress func(text []byte)
}

// Proxy forwards requests to a target until ctx ends, and returns them and their answers as a scenario file.
// The file contains no secret: Authorization, cookies, and what authentik treats as secret in bodies and
// addresses become placeholders. The error reports that the proxy could not run, that there was no request
// ([ErrNothing]), or that a secret would have been written ([ErrSecret]).
func Proxy(ctx context.Context, o ProxyOptions) ([]byte, error) {
	target, err := url.Parse(strings.TrimSuffix(o.Target, "/"))
	if err != nil || target.Host == "" {
		return nil, fmt.Errorf("%w: %q is not the address of a server: write it as https://authentik.example", play.ErrUsage, o.Target)
	}
	p := &recordingProxy{target: target, more: make(chan struct{}, 1)}
	finished := func() traffic {
		return traffic{title: o.Title, host: target.Host, at: time.Now(), passages: p.finished()}
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		for range p.more {
			if written, err := transcribe(finished()); err == nil && o.Progress != nil { // what is wrong is said in the end
				o.Progress(written.text)
			}
		}
	})
	defer writing.Wait()
	defer func() {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		close(p.more)
		p.more = nil
	}()
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: wire.AnswerTime}
	ended := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(ended)
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), proxyEndTime)
		defer cancel()
		if server.Shutdown(ending) != nil {
			server.Close() // a browser may hold a connection for ever
		}
	})
	if err := server.Serve(o.Listener); !errors.Is(err, http.ErrServerClosed) {
		return nil, err
	}
	<-ended
	written, err := transcribe(finished())
	return written.text, err
}

// proxyEndTime is the time limit for pending requests when the proxy ends.
const proxyEndTime = 5 * time.Second

// recordingProxy records the requests that it forwards, in the order in which they arrived.
type recordingProxy struct {
	target *url.URL
	mutex  sync.Mutex
	passed []*passage // those without a status are under way
	// more gets a value when there are passages that have not been written yet. It is nil when the proxy has
	// ended.
	more chan struct{}
}

// passageKey is the key of the passage in a request's context.
type passageKey struct{}

func (p *recordingProxy) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: p.rewrite,
		// Bodies are recorded as they are, so compression is off.
		Transport:      &http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true},
		ModifyResponse: p.remember,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		passed := &passage{request: wire.Request{Method: r.Method, Path: r.RequestURI}}
		for name, values := range r.Header {
			passed.request.Headers = append(passed.request.Headers, [2]string{name, strings.Join(values, ", ")})
		}
		if r.ContentLength != 0 || r.Header.Get("Content-Type") != "" {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				http.Error(w, "the request's body did not arrive", http.StatusBadRequest)
				return
			}
			passed.request.Body = body
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		p.mutex.Lock()
		p.passed = append(p.passed, passed)
		p.mutex.Unlock()
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), passageKey{}, passed)))
	})
}

// rewrite changes a request as if the client had sent it to the target itself: authentik compares Origin and
// Referer with the host.
func (p *recordingProxy) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(p.target)
	r.Out.Header.Del("Accept-Encoding")
	own := "http://" + r.In.Host
	for _, name := range []string{"Origin", "Referer"} {
		if value, ok := strings.CutPrefix(r.Out.Header.Get(name), own); ok {
			r.Out.Header.Set(name, p.target.Scheme+"://"+p.target.Host+value)
		}
	}
}

// remember reads an answer into its passage, and rewrites it for a browser that uses the proxy's address.
func (p *recordingProxy) remember(answer *http.Response) error {
	passed, _ := answer.Request.Context().Value(passageKey{}).(*passage)
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return nil
	}
	header := answer.Header.Clone()
	p.localise(answer)
	var body []byte
	if strings.HasPrefix(passed.request.Path, "/api/") {
		read, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		answer.Body.Close()
		answer.Body = io.NopCloser(bytes.NewReader(read))
		body = read
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	passed.answer = wire.Answer{Status: answer.StatusCode, Header: header, Body: body}
	select {
	case p.more <- struct{}{}:
	default: // it will be written with what is waiting
	}
	return nil
}

// localise keeps redirects and cookies on the proxy's address, which has no TLS.
func (p *recordingProxy) localise(answer *http.Response) {
	if rest, ok := strings.CutPrefix(answer.Header.Get("Location"), p.target.Scheme+"://"+p.target.Host); ok {
		answer.Header.Set("Location", rest)
	}
	cookies := answer.Cookies()
	answer.Header.Del("Set-Cookie")
	for _, cookie := range cookies {
		cookie.Secure, cookie.Domain = false, ""
		if cookie.SameSite == http.SameSiteNoneMode {
			cookie.SameSite = http.SameSiteLaxMode // None asks for Secure
		}
		answer.Header.Add("Set-Cookie", cookie.String())
	}
}

// finished returns the passages that were answered.
func (p *recordingProxy) finished() []passage {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var all []passage
	for _, passed := range p.passed {
		if passed.answer.Status != 0 {
			all = append(all, *passed)
		}
	}
	return all
}
