package contract

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answerTime is how long a server may take for one answer.
const answerTime = 60 * time.Second

// ErrUnreachable is in the error of a target that takes no connection.
var ErrUnreachable = errors.New("the target cannot be reached")

// wire sends requests byte by byte over one connection that is kept open. Go's own client refuses some of what the
// recordings hold: broken escapes, odd methods, header values that are no ASCII.
type wire struct {
	base *url.URL
	// handler is asked without a connection, if it is there.
	handler http.Handler
	conn    net.Conn
	reader  *bufio.Reader
}

// rawRequest is a request as it goes over the wire. A nil Body is none at all, which is not the same as an empty one.
type rawRequest struct {
	method, path string
	headers      [][2]string
	body         []byte
}

// rawAnswer is what came back.
type rawAnswer struct {
	status int
	header http.Header
	body   []byte
}

// newWire prepares a connection to an address such as https://authentik.example.
func newWire(address string) (*wire, error) {
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a server: write it as https://authentik.example", address)
	}
	return &wire{base: base}, nil
}

// reach says whether a target takes connections; the error is [ErrUnreachable].
func reach(ctx context.Context, target Target) error {
	w, err := target.dial()
	if err != nil {
		return err
	}
	defer w.close()
	return w.connect(ctx)
}

func (w *wire) close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

// send sends a request and reads the answer; a connection that the server closed meanwhile is opened again once.
func (w *wire) send(ctx context.Context, r rawRequest) (rawAnswer, error) {
	for again := false; ; again = true {
		answer, err := w.try(ctx, r)
		if err == nil {
			return answer, nil
		}
		w.close()
		if again || ctx.Err() != nil || errors.Is(err, ErrUnreachable) {
			return rawAnswer{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
	}
}

func (w *wire) try(ctx context.Context, r rawRequest) (rawAnswer, error) {
	if w.handler != nil {
		return ask(ctx, w.handler, r.bytes(w.base))
	}
	if err := w.connect(ctx); err != nil {
		return rawAnswer{}, err
	}
	conn := w.conn
	conn.SetDeadline(time.Now().Add(answerTime))
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := conn.Write(r.bytes(w.base)); err != nil {
		return rawAnswer{}, err
	}
	response, err := http.ReadResponse(w.reader, &http.Request{Method: r.method})
	if err != nil {
		return rawAnswer{}, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return rawAnswer{}, err
	}
	if response.Close || err != nil {
		w.close()
	}
	return rawAnswer{response.StatusCode, response.Header, body}, nil
}

func (w *wire) connect(ctx context.Context) error {
	if w.conn != nil || w.handler != nil {
		return nil
	}
	address := w.base.Host
	if w.base.Port() == "" {
		address = net.JoinHostPort(w.base.Hostname(), w.base.Scheme)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if w.base.Scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: w.base.Hostname()})
		if err := secure.HandshakeContext(ctx); err != nil {
			conn.Close()
			return fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		conn = secure
	}
	w.conn, w.reader = conn, bufio.NewReader(conn)
	return nil
}

func (r rawRequest) bytes(base *url.URL) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, asciiPath(base.EscapedPath()+r.path), base.Host)
	for _, header := range r.headers {
		fmt.Fprintf(&b, "%s: %s\r\n", header[0], header[1])
	}
	if r.body != nil {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	b.WriteString("\r\n")
	return append([]byte(b.String()), r.body...)
}

// asciiPath escapes what cannot stand in a request line, and leaves everything else as it is written.
func asciiPath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// bearer is the header of whoever has a token.
func bearer(token string) [][2]string { return [][2]string{{"Authorization", "Bearer " + token}} }
