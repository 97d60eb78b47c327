package resources

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// certificate holds the texts of a pair in PEM; key is empty for a certificate without one.
type certificate struct{ text, key string }

const selfSignedName = "authentik Self-signed Certificate"

// selfSigned is the pair of every installation, made once: making its key takes longer than a start.
var selfSigned = sync.OnceValue(func() certificate {
	const bits = 2048 // half of what authentik's has: the first reader waits for it
	key, err := newKey("rsa", bits)
	if err != nil {
		panic(err) // there is no random source
	}
	made, err := newCertificate(selfSignedName, "authentik", []string{"self-signed.goauthentik.io"}, 365, key, time.Now())
	if err != nil {
		panic(err)
	}
	return made
})

func pairOf(row *store.Row) certificate {
	if row.Get("certificate_data") == nil {
		return selfSigned()
	}
	return certificate{row.Text("certificate_data"), row.Text("key_data")}
}

var errNoPEM = errors.New("there is no PEM block of this kind")

func parseCertificate(text string) (*x509.Certificate, error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errNoPEM
		}
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
}

// keyType returns the type of a private key, nil if it cannot be read.
func keyType(text string) any {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	block, _ := pem.Decode([]byte(strings.Join(lines, "\n")))
	if block == nil {
		return nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return publicType(key.Public())
	}
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return publicType(key.Public())
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		return publicType(key.(crypto.Signer).Public())
	}
	return nil
}

// publicType returns authentik's name of the type of a public key, nil for others.
func publicType(key any) any {
	switch key.(type) {
	case *rsa.PublicKey:
		return "rsa"
	case *ecdsa.PublicKey:
		return "ec"
	case ed25519.PublicKey:
		return "ed25519"
	}
	return nil
}

// read returns a value of the parsed certificate, nil if it cannot be parsed.
func (c certificate) read(of func(*x509.Certificate) any) any {
	parsed, err := parseCertificate(c.text)
	if err != nil {
		return nil
	}
	return of(parsed)
}

func (c certificate) publicKeyType() any {
	return c.read(func(parsed *x509.Certificate) any { return publicType(parsed.PublicKey) })
}

func (c certificate) expiry() any {
	return c.read(func(parsed *x509.Certificate) any { return django.FormatDateTime(parsed.NotAfter) })
}

// subject returns the distinguished name as RFC 4514 writes it, the last part first.
func (c certificate) subject() any {
	return c.read(func(parsed *x509.Certificate) any {
		var name pkix.RDNSequence
		if _, err := asn1.Unmarshal(parsed.RawSubject, &name); err != nil {
			return nil
		}
		return name.String()
	})
}

func (c certificate) fingerprintSHA256() any {
	return c.read(func(parsed *x509.Certificate) any { sum := sha256.Sum256(parsed.Raw); return colons(sum[:]) })
}

func (c certificate) fingerprintSHA1() any {
	return c.read(func(parsed *x509.Certificate) any { sum := sha1.Sum(parsed.Raw); return colons(sum[:]) })
}

// colons returns bytes in hexadecimal digits with colons between them.
func colons(sum []byte) string {
	parts := make([]string, len(sum))
	for i := range sum {
		parts[i] = hex.EncodeToString(sum[i : i+1])
	}
	return strings.Join(parts, ":")
}

// newCertificate makes a self-signed certificate as authentik's builder does: the issuer is not its subject.
func newCertificate(name, issuer string, hosts []string, days int, key privateKey, now time.Time) (certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return certificate{}, err
	}
	common := []rune(name)
	template := &x509.Certificate{
		SerialNumber: serial, DNSNames: hosts, NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(0, 0, days),
		Subject: pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: []int{2, 5, 4, 3}, Value: string(common[:min(64, len(common))])},
			{Type: []int{2, 5, 4, 10}, Value: "authentik"}, {Type: []int{2, 5, 4, 11}, Value: "Self-signed"},
		}},
	}
	signer := &x509.Certificate{Subject: pkix.Name{CommonName: issuer}}
	raw, err := x509.CreateCertificate(rand.Reader, template, signer, key.Public(), key.Signer)
	if err != nil {
		return certificate{}, err
	}
	return certificate{
		text: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})),
		key:  string(pem.EncodeToMemory(key.block)),
	}, nil
}

// privateKey is a key with its PEM block.
type privateKey struct {
	crypto.Signer
	block *pem.Block
}

// newKey makes a private key; bits is the length of one of RSA.
func newKey(algorithm string, bits int) (privateKey, error) {
	switch algorithm {
	case "rsa":
		made, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			return privateKey{}, err
		}
		return privateKey{made, &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(made)}}, nil
	case "ecdsa":
		made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return privateKey{}, err
		}
		der, err := x509.MarshalECPrivateKey(made)
		return privateKey{made, &pem.Block{Type: "EC PRIVATE KEY", Bytes: der}}, err
	case "ed25519":
		_, made, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return privateKey{}, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(made)
		return privateKey{made, &pem.Block{Type: "PRIVATE KEY", Bytes: der}}, err
	}
	return privateKey{}, errors.New("there are no keys of the type " + algorithm)
}
