-- 10
select c.FirstName || ' ' || c.LastName as customer, substr(t.first, 1, 10) as first, substr(t.last, 1, 10) as last,
       cast(julianday(t.last) - julianday(t.first) as integer) as days
from Customer c join (select CustomerId, min(InvoiceDate) as first, max(InvoiceDate) as last from Invoice group by 1) t using (CustomerId)
order by 4 desc, c.CustomerId;

-- 11
select c.FirstName || ' ' || c.LastName as customer, c.City, e.FirstName as agent, e.City as "agent's city"
from Customer c, Employee e
where c.SupportRepId = e.EmployeeId and c.Country = e.Country and c.City <> e.City
order by c.LastName, c.FirstName;

-- 12
with buyers as (
  select distinct i.CustomerId, a.Name as artist
  from Invoice i join InvoiceLine l using (InvoiceId) join Track t using (TrackId) join Album b using (AlbumId) join Artist a using (ArtistId))
select CustomerId, FirstName || ' ' || LastName as customer from Customer c
where exists (select 1 from buyers b where b.CustomerId = c.CustomerId and artist = 'Iron Maiden')
  and exists (select 1 from buyers b where b.CustomerId = c.CustomerId and artist = 'U2')
order by 1;

-- 13
with buyers as (
  select distinct i.CustomerId, a.Name as artist
  from Invoice i join InvoiceLine l using (InvoiceId) join Track t using (TrackId) join Album b using (AlbumId) join Artist a using (ArtistId))
select CustomerId, FirstName || ' ' || LastName as customer from Customer c
where exists (select 1 from buyers b where b.CustomerId = c.CustomerId and artist = 'Iron Maiden')
  and not exists (select 1 from buyers b where b.CustomerId = c.CustomerId and artist in ('U2', 'Metallica'))
order by 1;

-- 14
select c.FirstName || ' ' || c.LastName as customer, i.InvoiceId, i.InvoiceDate, i.Total
from Customer c left join Invoice i
  on i.InvoiceId = (select InvoiceId from Invoice n where n.CustomerId = c.CustomerId order by InvoiceDate desc, InvoiceId desc limit 1)
order by c.LastName, c.FirstName;

-- 15
with spent as (
  select c.CustomerId, c.FirstName || ' ' || c.LastName as customer, sum(i.Total) as spent
  from Customer c join Invoice i using (CustomerId) group by 1)
select customer, spent, ntile(4) over (order by spent desc, CustomerId) as quarter,
       100.0 * row_number() over (order by spent desc, CustomerId) / count(*) over () as "percent up to here"
from spent order by spent desc, CustomerId;

-- 16
select i.BillingCountry,
       count(case g.Name when 'Rock' then 1 end) as Rock, count(case g.Name when 'Latin' then 1 end) as Latin,
       count(case g.Name when 'Metal' then 1 end) as Metal, count(case g.Name when 'Jazz' then 1 end) as Jazz,
       count(case when g.Name not in ('Rock', 'Latin', 'Metal', 'Jazz') then 1 end) as others, count(*) as "all"
from Invoice i join InvoiceLine l using (InvoiceId) join Track t using (TrackId) left join Genre g using (GenreId)
group by 1 order by 7 desc, 1;

-- 17
select ifnull(Company, '(for themselves)') as company, count(*) as customers, count(Fax) as "with a fax",
       sum(Country <> 'Brazil') as "outside of Brazil"
from Customer group by Company order by Company is null, Company;

-- 18
with sold as (
  select i.BillingCountry, g.Name, sum(l.Quantity) as sold
  from Invoice i join InvoiceLine l using (InvoiceId) join Track t using (TrackId) join Genre g using (GenreId)
  group by i.BillingCountry, g.GenreId)
select BillingCountry, Name, sold from sold a
where sold = (select max(sold) from sold b where b.BillingCountry = a.BillingCountry)
order by 1, 2;
